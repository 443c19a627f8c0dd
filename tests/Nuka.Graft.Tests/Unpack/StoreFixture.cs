using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Store;

namespace Nuka.Graft.Tests.Unpack;

/// <summary>A store of its own and a directory beside it, gone with the test.</summary>
internal sealed class StoreFixture : IDisposable
{
    internal StoreFixture()
    {
        Path = Directory.CreateTempSubdirectory("nuka-graft-").FullName;
        Store = ContentStore.Open(new StoreOptions { TimeProvider = TimeProvider.System, Directory = System.IO.Path.Combine(Path, "store-v1") });
    }

    internal string Path { get; }

    internal ContentStore Store { get; }

    /// <summary>A tree as one line an entry: <c>f path digest</c>, <c>x</c> for what may be executed, <c>l path -> target</c>, <c>d path</c>.</summary>
    internal List<string> Describe(Digest tree)
    {
        List<string> lines = [];
        Describe(tree, "", lines);
        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    /// <summary>The names of everything in a tree, without directories.</summary>
    internal List<string> Names(Digest tree) => [.. Describe(tree).Where(line => line[0] != 'd').Select(line => line.Split(' ')[1])];

    internal string ReadText(Digest tree, string path)
    {
        string[] parts = path.Split('/');
        for (int index = 0; index < parts.Length - 1; index++)
        {
            tree = Store.ReadTree(tree).Find(Platform.Files.FileName.FromText(parts[index]))!.Value.Digest;
        }

        return Encoding.Latin1.GetString(Store.ReadBlob(Store.ReadTree(tree).Find(Platform.Files.FileName.FromText(parts[^1]))!.Value.Digest, 1 << 24));
    }

    public void Dispose()
    {
        Store.Dispose();
        System.Diagnostics.Process.Start("chmod", ["-R", "u+rwX", Path]).WaitForExit();
        Directory.Delete(Path, recursive: true);
    }

    private void Describe(Digest tree, string prefix, List<string> lines)
    {
        foreach (TreeEntry entry in Store.ReadTree(tree).Entries)
        {
            string path = prefix + Encoding.UTF8.GetString(entry.Name.Bytes);
            switch (entry.Kind)
            {
                case TreeEntryKind.Directory:
                    lines.Add($"d {path}");
                    Describe(entry.Digest, path + "/", lines);
                    break;
                case TreeEntryKind.Symlink:
                    lines.Add($"l {path} -> {Encoding.UTF8.GetString(entry.Target.Span)}");
                    break;
                default:
                    lines.Add($"{(entry.IsExecutable ? 'x' : 'f')} {path} {entry.Digest}");
                    break;
            }
        }
    }
}
