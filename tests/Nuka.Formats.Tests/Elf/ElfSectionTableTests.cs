using System.Globalization;
using System.Text.RegularExpressions;
using Nuka.Formats.Elf;

namespace Nuka.Formats.Tests.Elf;

public sealed partial class ElfSectionTableTests
{
    public static TheoryData<string> Files => ["/usr/bin/gcc", "/lib/x86_64-linux-gnu/libc.so.6", "/usr/lib/x86_64-linux-gnu/crt1.o", "/usr/bin/env"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Sections_are_those_that_readelf_sees(string file)
    {
        ElfSectionTable table = ElfSectionTable.TryRead(File.ReadAllBytes(file))!;
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(
            new System.Diagnostics.ProcessStartInfo("readelf", ["-WS", file]) { RedirectStandardOutput = true })!;
        MatchCollection rows = Row().Matches(process.StandardOutput.ReadToEnd());
        Assert.Equal(rows.Count, table.Sections.Length - 1);
        for (int index = 0; index < rows.Count; index++)
        {
            ElfSection section = table.Sections[index + 1];
            Assert.Equal(rows[index].Groups["name"].Value, section.Name);
            Assert.Equal(Number(rows[index].Groups["address"].Value), section.Address);
            Assert.Equal(Number(rows[index].Groups["offset"].Value), section.Offset);
            Assert.Equal(Number(rows[index].Groups["size"].Value), section.SizeBytes);
            Assert.Equal(rows[index].Groups["flags"].Value.Contains('X', StringComparison.Ordinal), section.IsCode);
            Assert.Equal(rows[index].Groups["flags"].Value.Contains('A', StringComparison.Ordinal), section.IsLoaded);
        }

        Assert.NotNull(table.Find(".text"));
        Assert.Null(table.Find(".nosuch"));
    }

    [Fact]
    public void Damage_is_refused_and_never_read_past_the_end()
    {
        byte[] file = File.ReadAllBytes("/usr/lib/x86_64-linux-gnu/crt1.o");
        Random random = new(7);
        for (int round = 0; round < 3000; round++)
        {
            byte[] damaged = [.. file];
            for (int count = random.Next(1, 8); count > 0; count--)
            {
                int at = random.Next(4) == 0 ? random.Next(damaged.Length) : random.Next(2) == 0 ? random.Next(64) : damaged.Length - 1 - random.Next(900);
                damaged[at] = (byte)(random.Next(3) == 0 ? 0xFF : random.Next(256));
            }

            byte[] cut = damaged[..random.Next(damaged.Length + 1)];
            foreach (ElfSection section in ElfSectionTable.TryRead(cut)?.Sections ?? [])
            {
                _ = section.ContentOf(cut);
            }
        }
    }

    private static ulong Number(string text) => ulong.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^ +\[ *[1-9]\d*\] (?<name>\S+) +\S+ +(?<address>[0-9a-f]{16}) (?<offset>[0-9a-f]+) (?<size>[0-9a-f]+) [0-9a-f]+ (?<flags>[ A-Za-z]+) +\d+ +\d+ +\d+", RegexOptions.Multiline)]
    private static partial Regex Row();
}
