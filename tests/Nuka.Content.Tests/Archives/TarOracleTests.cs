using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Nuka.Content.Archives;
using Nuka.Platform.Errors;

namespace Nuka.Content.Tests.Archives;

/// <summary>The system's tar writes, we read; and what mutation makes of archives never does harm.</summary>
public sealed class TarOracleTests
{
    [Theory]
    [InlineData("ustar", 60)]
    [InlineData("gnu", 250)]
    [InlineData("posix", 250)]
    [InlineData("v7", 30)]
    public void Random_trees_are_read_as_they_were_written(string format, int longestName)
    {
        for (int seed = 0; seed < 6; seed++)
        {
            using TemporaryDirectory directory = new();
            List<string> expected = MakeTree(directory.Path, new Random(seed), longestName, deep: format is "gnu" or "posix");
            byte[] archive = ForeignTool.Run(directory.Path, "tar", ["--format", format, "--sort=name", "-cf", "-", "."]);
            List<string> found = TarReaderTests.ReadAll(archive);
            Assert.Equal(expected.Order(StringComparer.Ordinal), found.Select(Simplify).Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Hard_links_of_the_systems_tar_name_the_first_path()
    {
        using TemporaryDirectory directory = new();
        File.WriteAllText(Path.Combine(directory.Path, "a"), "text");
        ForeignTool.Run(directory.Path, "ln", ["a", "b"]);
        List<string> found = TarReaderTests.ReadAll(ForeignTool.Run(directory.Path, "tar", ["--mode=644", "-cf", "-", "a", "b"]));
        Assert.Equal(["File a 644 74657874", "HardLink b 644 -> a"], found);
    }

    [Fact]
    public void A_sparse_archive_of_the_systems_tar_is_refused()
    {
        using TemporaryDirectory directory = new();
        using (FileStream file = File.Create(Path.Combine(directory.Path, "holes")))
        {
            file.SetLength(8 << 20);
            file.Seek(0, SeekOrigin.End);
            file.WriteByte(1);
        }

        foreach (string format in new[] { "gnu", "posix" })
        {
            byte[] archive = ForeignTool.Run(directory.Path, "tar", ["--format", format, "--hole-detection=raw", "-S", "-cf", "-", "holes"]);
            Assert.Equal("content/archive-unsupported", Assert.Throws<NukaException>(() => TarReaderTests.ReadAll(archive)).Problem.Code);
        }
    }

    [Fact]
    public void Mutated_archives_are_read_or_refused_and_nothing_else()
    {
        using TemporaryDirectory directory = new();
        MakeTree(directory.Path, new Random(7), 120, deep: true);
        byte[][] archives = [.. new[] { "gnu", "posix" }.Select(format => ForeignTool.Run(directory.Path, "tar", ["--format", format, "-cf", "-", "."]))];
        int refused = 0;
        for (int seed = 0; seed < 1500; seed++)
        {
            byte[] mutated = Mutate(archives[seed % archives.Length], new Random(seed));
            try
            {
                Drain(mutated);
            }
            catch (NukaException refusal)
            {
                Assert.StartsWith("content/archive-", refusal.Problem.Code, StringComparison.Ordinal);
                refused++;
            }
        }

        Assert.InRange(refused, 100, 1500);
    }

    [Fact]
    public void Numbers_are_read_as_they_are_written_in_octal_and_in_base_256() =>
        Prop.ForAll<long>(number =>
        {
            long value = Math.Abs(number == long.MinValue ? 0 : number);
            byte[] binary = new byte[12];
            System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(binary.AsSpan(4), value);
            binary[0] |= 0x80;
            Assert.True(TarSize(binary) == value);
            string octal = Convert.ToString(value & 0x1FFFFFFFF, 8).PadLeft(11, '0');
            Assert.True(TarSize([.. Encoding.ASCII.GetBytes(octal), 0]) == (value & 0x1FFFFFFFF));
        }).QuickCheckThrowOnFailure();

    private static long TarSize(byte[] field)
    {
        byte[] archive = new TarBlocks().Add("a", change: header => field.CopyTo(header, 124)).End();
        using TarReader reader = new(new MemoryStream(archive));
        return reader.Next()!.SizeBytes;
    }

    private static void Drain(byte[] archive)
    {
        using TarReader reader = new(new MemoryStream(archive), ArchiveLimits.Package with { EntryCount = 10_000 });
        while (reader.Next() is { } entry)
        {
            Assert.NotEmpty(entry.Path);
            entry.Content.CopyTo(Stream.Null);
        }
    }

    private static byte[] Mutate(byte[] archive, Random random)
    {
        byte[] mutated = [.. archive];
        for (int change = random.Next(1, 4); change > 0; change--)
        {
            int block = random.Next(mutated.Length / 512) * 512;
            switch (random.Next(4))
            {
                case 0:
                    mutated[block + random.Next(512)] = (byte)random.Next(256);
                    break;
                case 1:
                    // A header that is wrong, under a checksum that is right.
                    mutated[block + random.Next(512)] = (byte)random.Next(256);
                    Resum(mutated.AsSpan(block, 512));
                    break;
                case 2:
                    mutated = [.. mutated[..block], .. mutated[Math.Min(block + (512 * random.Next(1, 3)), mutated.Length)..]];
                    break;
                default:
                    mutated = mutated[..random.Next(mutated.Length)];
                    break;
            }

            if (mutated.Length < 512)
            {
                break;
            }
        }

        return mutated;
    }

    private static void Resum(Span<byte> header)
    {
        header.Slice(148, 8).Fill((byte)' ');
        int sum = 0;
        foreach (byte value in header)
        {
            sum += value;
        }

        Encoding.ASCII.GetBytes(Convert.ToString(sum, 8).PadLeft(6, '0') + "\0 ").CopyTo(header[148..]);
    }

    private static string Simplify(string line)
    {
        // Directories end with a slash and modes differ by the umask: compare kinds, paths, targets and content.
        string[] parts = line.Split(' ', 4);
        string path = parts[1].TrimEnd('/');
        return parts[0] + " " + (path == "." ? "./" : path) + (parts.Length > 3 ? " " + parts[3] : "");
    }

    private static List<string> MakeTree(string root, Random random, int longestName, bool deep)
    {
        List<string> lines = ["Directory ./"];
        List<string> directories = ["."];
        for (int index = 0; index < 40; index++)
        {
            string parent = directories[random.Next(directories.Count)];
            string path = $"{parent}/{index:x2}{new string((char)random.Next('a', 'z'), random.Next(0, longestName - 2))}";
            if (!deep && path.Length > 95)
            {
                path = $"./{index:x2}";
            }

            switch (random.Next(3))
            {
                case 0:
                    Directory.CreateDirectory(Path.Combine(root, path));
                    directories.Add(path);
                    lines.Add($"Directory {path}");
                    break;
                case 1:
                    byte[] content = new byte[random.Next(4) * random.Next(700)];
                    random.NextBytes(content);
                    File.WriteAllBytes(Path.Combine(root, path), content);
                    lines.Add($"File {path} {Convert.ToHexStringLower(content)}");
                    break;
                default:
                    string target = new string('t', random.Next(1, deep ? 300 : 99));
                    File.CreateSymbolicLink(Path.Combine(root, path), target);
                    lines.Add($"Symlink {path} -> {target}");
                    break;
            }
        }

        return lines;
    }
}
