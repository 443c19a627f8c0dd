using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Files;

namespace Nuka.Content.Tests.Trees;

/// <summary>The program protoc as oracle, with the schema that stands in specs/tree.md; the ./test script installs it.</summary>
public sealed class TreeProtocTests : IDisposable
{
    private const int Seed = 20260102;
    private readonly string directory = Directory.CreateTempSubdirectory("nuka-protoc-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    [Trait("tier", "sample")]
    public void Protoc_reads_our_encoding_and_writes_the_same_bytes()
    {
        (int _, string[] schema) = Assert.Single(TreeSpecification.Blocks("proto"));
        File.WriteAllLines(Path.Combine(directory, "tree.proto"), ["syntax = \"proto3\";", .. schema]);
        Random random = new(Seed);
        for (int round = 0; round < 25; round++)
        {
            TreeEntry[] entries = [.. Enumerable.Range(0, random.Next(40)).Select(_ => Make(random)).DistinctBy(entry => entry.Name)];
            Tree tree = Tree.Create(entries);
            byte[] text = Protoc("--decode=Directory", tree.Encode());
            Assert.Equal(Expected(tree), Encoding.Latin1.GetString(text));
            Assert.Equal(tree.Encode(), Protoc("--encode=Directory", text, "--deterministic_output"));
        }
    }

    private static TreeEntry Make(Random random)
    {
        byte[] name = new byte[random.Next(1, 200)];
        random.NextBytes(name);
        FileName checkedName = FileName.FromBytes(name.Select(b => b is 0 or (byte)'/' ? (byte)'x' : b).ToArray());
        byte[] target = [.. Enumerable.Repeat((byte)random.Next(1, 256), random.Next(1, 300))];
        ulong size = (ulong)random.NextInt64() >> random.Next(64);
        return random.Next(3) switch
        {
            0 => TreeEntry.Directory(checkedName, Blake3.Hash(name), size >> 8),
            1 => TreeEntry.Symlink(checkedName, target),
            _ => TreeEntry.File(checkedName, Blake3.Hash(name), size, random.Next(2) == 0),
        };
    }

    /// <summary>What protoc is to understand, in its text format.</summary>
    private static string Expected(Tree tree)
    {
        StringBuilder text = new();
        foreach (TreeEntry entry in tree.Entries.OrderBy(entry => entry.Kind))
        {
            string list = entry.Kind switch { TreeEntryKind.Directory => "directories", TreeEntryKind.File => "files", _ => "symlinks" };
            text.Append(CultureInfo.InvariantCulture, $"{list} {{\n  name: \"{Escape(entry.Name.Bytes)}\"\n");
            text.Append(entry.Kind == TreeEntryKind.Symlink
                ? $"  target: \"{Escape(entry.Target.Span)}\"\n"
                : $"  digest: \"{Escape(entry.Digest.ToArray())}\"\n");
            text.Append(entry.Size != 0 ? $"  size: {entry.Size}\n" : "").Append(entry.IsExecutable ? "  executable: true\n" : "").Append("}\n");
        }

        return text.ToString();
    }

    private static string Escape(ReadOnlySpan<byte> bytes)
    {
        StringBuilder text = new();
        foreach (byte value in bytes)
        {
            text.Append(value switch
            {
                (byte)'\n' => "\\n",
                (byte)'\r' => "\\r",
                (byte)'\t' => "\\t",
                (byte)'"' => "\\\"",
                (byte)'\'' => "\\'",
                (byte)'\\' => "\\\\",
                < 0x20 or >= 0x7F => "\\" + Convert.ToString(value, 8).PadLeft(3, '0'),
                _ => ((char)value).ToString(),
            });
        }

        return text.ToString();
    }

    private byte[] Protoc(string mode, byte[] input, params string[] options)
    {
        ProcessStartInfo start = new("protoc", [mode, .. options, "tree.proto"])
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        Process? process = null;
        try
        {
            process = Process.Start(start);
        }
        catch (Win32Exception)
        {
            Assert.Skip("protoc is not installed: OUR TREES WERE NOT READ BY ANOTHER PROGRAM");
        }

        using (process)
        {
            process!.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
            using MemoryStream output = new();
            process.StandardOutput.BaseStream.CopyTo(output);
            process.WaitForExit();
            Assert.Equal(0, process.ExitCode);
            return output.ToArray();
        }
    }
}
