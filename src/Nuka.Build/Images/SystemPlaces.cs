using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Store;
using Nuka.Trust.Exports;

namespace Nuka.Build.Images;

/// <summary>
/// What programs expect of a system and no tree holds: directories that an engine mounts something on, places that all may write to, and the names of root and
/// nobody. An engine makes some of them itself; which ones differs.
/// </summary>
internal static class SystemPlaces
{
    private const uint Open = 0x3FF;
    private const uint Private = 0x1C0;
    private const uint Ordinary = 0x1ED;

    private static readonly FrozenDictionary<string, uint> Modes = new Dictionary<string, uint> { ["tmp"] = Open, ["var/tmp"] = Open, ["root"] = Private }
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The directories, each after the one that it lies in.</summary>
    private static readonly ImmutableArray<string> Directories = ["dev", "etc", "home", "proc", "root", "run", "sys", "tmp", "usr", "usr/bin", "var", "var/tmp"];

    private static readonly ImmutableArray<(string Path, string Text)> Files =
    [
        ("etc/group", "root:x:0:\nnogroup:x:65534:\n"),
        ("etc/passwd", "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"),
    ];

    /// <summary>The mode of a directory.</summary>
    /// <param name="path">Its path.</param>
    internal static uint ModeOf(ReadOnlySpan<byte> path) => Modes.GetValueOrDefault(Encoding.UTF8.GetString(path), Ordinary);

    /// <summary>Writes a layer that has what is missing.</summary>
    /// <param name="store">The store that has the trees.</param>
    /// <param name="trees">The trees of all layers.</param>
    /// <param name="target">Where to.</param>
    internal static void Write(ContentStore store, ImmutableArray<Digest> trees, Stream target)
    {
        TarWriter tar = new(target);
        foreach (string directory in Directories.Where(path => !IsThere(store, trees, path)))
        {
            byte[] path = Encoding.ASCII.GetBytes(directory);
            tar.AddDirectory(path, ModeOf(path));
        }

        foreach ((string path, string text) in Files.Where(file => !IsThere(store, trees, file.Path)))
        {
            tar.AddFile(Encoding.ASCII.GetBytes(path), Encoding.ASCII.GetBytes(text));
        }

        tar.End();
    }

    /// <summary>Whether a tree has a path, links not followed.</summary>
    internal static bool IsThere(ContentStore store, ImmutableArray<Digest> trees, string path) => trees.Any(tree => store.FindEntry(tree, path) is not null);
}
