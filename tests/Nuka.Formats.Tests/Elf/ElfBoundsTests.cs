using System.Collections.Immutable;
using System.Text;
using Nuka.Formats.Elf;

namespace Nuka.Formats.Tests.Elf;

/// <summary>Files whose tables lie: none may be read past the table that something belongs to.</summary>
public sealed class ElfBoundsTests
{
    private const ulong Last = ulong.MaxValue;

    private static readonly ImmutableSortedDictionary<string, ElfImage> Bad = new Dictionary<string, ElfImage>
    {
        ["a name behind the strings"] = With((ElfImage.Needed, (ulong)ElfImage.Strings.Length)),
        ["a name before the strings, by wrapping round to the header"] = With((ElfImage.Needed, Last - ElfImage.StringsAt + 2)),
        ["a name at the end of all numbers"] = With((ElfImage.Needed, Last)),
        ["a soname behind the strings"] = With((ElfImage.SoName, 1000)),
        ["a search path behind the strings"] = With((ElfImage.RunPath, 1000)),
        ["no string table, so that address 0 would be one"] = Without(ElfImage.StringTable),
        ["no size of the string table"] = Without(ElfImage.StringSize),
        ["a string table at an address that nothing is loaded to"] = With((ElfImage.StringTable, 1 << 20)),
        ["a string table at the end of all numbers"] = With((ElfImage.StringTable, Last)),
        ["a string table that is longer than its segment"] = With((ElfImage.StringSize, 1 << 20)),
        ["a string table that is longer than all numbers allow"] = With((ElfImage.StringSize, Last)),
        ["a string table that ends within a name"] = With((ElfImage.StringSize, 5)),
        ["a string table of nothing"] = With((ElfImage.StringSize, 0)),
        ["a second string table, which is what counts, in the header"] = With((ElfImage.StringTable, 0), (ElfImage.StringSize, 3)),
        ["a dynamic section that is cut off"] = new() { Dynamic = (ElfImage.DynamicAt, 40) },
        ["a dynamic section outside of the file"] = new() { Dynamic = (1 << 20, 96) },
        ["a dynamic section that wraps round to the header"] = new() { Dynamic = (Last - 15, 4096) },
        ["a dynamic section that is longer than the file"] = new() { Dynamic = (ElfImage.DynamicAt, 1 << 20) },
        ["too many libraries"] = With([.. Enumerable.Repeat((ElfImage.Needed, 1UL), ElfLimits.Names + 1)]),
        ["too many entries"] = With([.. Enumerable.Repeat((77UL, 1UL), ElfLimits.DynamicEntries + 1)]),
        ["a loaded segment outside of the file"] = new() { Loaded = (1 << 20, 0, 4096) },
        ["a loaded segment that is longer than the file"] = new() { Loaded = (0, 0, 1 << 20) },
        ["a loaded segment that wraps round to the header"] = new() { Loaded = (Last - ElfImage.StringsAt + 1, 0, 4096) },
        ["an interpreter outside of the file"] = new() { Interpreter = (1 << 20, 8) },
        ["an interpreter that does not end"] = new() { Interpreter = (ElfImage.StringsAt + 1, 4) },
        ["an interpreter that is longer than the file"] = new() { Interpreter = (ElfImage.StringsAt + 1, Last) },
        ["headers outside of the file"] = new() { HeadersAt = 1 << 20 },
        ["headers at the end of all numbers"] = new() { HeadersAt = Last - 55 },
        ["headers that are too short"] = new() { HeaderSize = 8 },
        ["more headers than the file holds"] = new() { HeaderCount = 1000 },
        ["more headers than are allowed"] = new() { HeaderCount = 0xFFFF },
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    public static TheoryData<string> BadNames => [.. Bad.Keys];

    [Fact]
    public void The_file_of_which_they_are_variants_is_read()
    {
        ElfFile? read = ElfFile.TryRead(new ElfImage { Interpreter = (ElfImage.StringsAt + 17, 9) }.Write());
        Assert.NotNull(read);
        Assert.Equal("/opt/lib", read.Interpreter);
        Assert.Equal(["liba.so"], read.Needed);
        Assert.Equal("libb.so", read.SoName);
        Assert.Equal(["/opt/lib"], read.SearchPaths);
    }

    [Theory]
    [MemberData(nameof(BadNames))]
    public void A_file_whose_tables_lie_is_none(string name)
    {
        byte[] file = Bad[name].Write();
        Assert.Null(ElfFile.TryRead(file));
        Assert.Null(ElfSearchPath.TrySet(file, "/opt/lib"));
    }

    [Fact]
    public void As_many_libraries_as_are_allowed_are_read() =>
        Assert.Equal(ElfLimits.Names - 2, ElfFile.TryRead(With([.. Enumerable.Repeat((ElfImage.Needed, 1UL), ElfLimits.Names - 3)]).Write())!.Needed.Length);

    /// <summary>Whatever numbers stand in the headers and entries: what is read is text of the strings, never of anything else.</summary>
    [Fact]
    public void Of_files_with_random_numbers_nothing_is_read_that_is_not_a_string_of_theirs()
    {
        Random random = new(20261121);
        int read = 0;
        for (int round = 0; round < 50_000; round++)
        {
            ElfImage image = new();
            (ulong Tag, ulong Value)[] entries = [.. image.Entries];
            for (int change = random.Next(3); change >= 0; change--)
            {
                int index = random.Next(entries.Length);
                entries[index] = random.Next(4) == 0 ? (Number(random), entries[index].Value) : (entries[index].Tag, Number(random));
            }

            image = random.Next(3) switch
            {
                0 => image with { Entries = entries },
                1 => image with { Entries = entries, Loaded = (Number(random), Number(random), Number(random)) },
                _ => image with { Dynamic = (Number(random), Number(random)), Interpreter = (Number(random), Number(random)) },
            };
            byte[] file = image.Write();
            if (ElfFile.TryRead(file) is not { } found)
            {
                continue;
            }

            read++;
            IEnumerable<string> names = ((string[])[.. found.Needed, .. found.SearchPaths, found.SoName ?? "", found.Interpreter ?? ""]).Where(text => Ascii.IsValid(text));
            string whole = Encoding.Latin1.GetString(file);
            Assert.All(names, text => Assert.Contains(text, whole, StringComparison.Ordinal));
            bool areStringsInPlace = image.Loaded is null && Array.TrueForAll(image.Entries, entry => entry.Tag != ElfImage.StringTable || entry.Value == ElfImage.StringsAt);
            Assert.All([.. found.Needed, found.SoName ?? ""], text => Assert.True(
                !areStringsInPlace || ElfImage.Strings.Contains(text + '\0', StringComparison.Ordinal), $"{text} is none of the strings"));
        }

        Assert.InRange(read, 1000, 49_000);
    }

    /// <summary>Numbers near the edges of the file and of all numbers, where sums go wrong.</summary>
    private static ulong Number(Random random) => random.Next(6) switch
    {
        0 => (ulong)random.Next(64),
        1 => ElfImage.StringsAt + (ulong)random.Next(-8, 40),
        2 => Last - (ulong)random.Next(512),
        3 => 1UL << random.Next(64),
        4 => (1UL << 63) - (ulong)random.Next(64),
        _ => (ulong)random.NextInt64(),
    };

    /// <summary>The image with further entries; of what may stand there once, the later one counts.</summary>
    private static ElfImage With(params (ulong Tag, ulong Value)[] entries) =>
        new() { Entries = [.. new ElfImage().Entries[..^1], .. entries, (0, 0)] };

    private static ElfImage Without(ulong tag) => new() { Entries = [.. new ElfImage().Entries.Where(entry => entry.Tag != tag)] };
}
