using System.Text;
using Nuka.Content.Archives;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Store;

namespace Nuka.Build.Sources;

/// <summary>
/// Takes the entries of an archive that may be anybody's into a tree. Nothing is looked up outside of the tree and no link is followed; links may say
/// any absolute path, which is one of the build's root, but none climbs out of the archive.
/// </summary>
/// <param name="writer">The tree.</param>
/// <param name="limits">What an archive may hold.</param>
internal sealed class SourceTree(TreeWriter writer, ArchiveLimits limits)
{
    /// <summary>Put before every path in the tree; it ends with a slash if there is one.</summary>
    internal string Prefix { get; init; } = "";

    /// <summary>The one directory that everything has to lie in; empty: wherever it likes.</summary>
    internal string Top { get; init; } = "";

    /// <summary>How many entries there are, the directories that were made on the way included.</summary>
    internal int EntryCount => writer.EntryCount;

    /// <summary>Adds a directory.</summary>
    internal void AddDirectory(ReadOnlySpan<byte> raw)
    {
        byte[] path = Clean(raw);
        if (path.Length > 0)
        {
            Put(path, () => writer.AddDirectory(Placed(path)));
        }
    }

    /// <summary>Adds a file. Some archives hold one twice: that does no harm where the bytes are the same, and then the last mode counts, as for tar.</summary>
    internal void AddFile(ReadOnlySpan<byte> raw, uint mode, Stream content, long sizeBytes)
    {
        byte[] path = Required(raw);
        bool isExecutable = (mode & 0x49) != 0;
        Put(path, () =>
        {
            byte[] placed = Placed(path);
            if (writer.TryGetEntry(placed, out TreeEntry there) && there.Kind == TreeEntryKind.File && there.Size == (ulong)sizeBytes && there.Digest == DigestOf(content))
            {
                writer.Remove(placed);
                writer.AddFileByDigest(placed, isExecutable, there.Digest, sizeBytes);
                return;
            }

            writer.AddFile(placed, isExecutable, content, sizeBytes);
        });
    }

    /// <summary>Adds a symbolic link.</summary>
    internal void AddSymlink(ReadOnlySpan<byte> raw, byte[] target)
    {
        byte[] path = Required(raw);
        if (ClimbsOut(path, target))
        {
            throw SourceProblem.BadArchive(FileName.Display(path), $"a link to '{FileName.Display(target)}', which climbs out of the archive");
        }

        Put(path, () => writer.AddSymlink(Placed(path), target));
    }

    /// <summary>Adds a second name of a file that came before.</summary>
    internal void AddHardLink(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> rawTarget)
    {
        byte[] path = Required(raw);
        byte[] target = Required(rawTarget);
        Put(path, () => writer.AddHardLink(Placed(path), Placed(target)));
    }

    /// <summary>Refuses what no source needs.</summary>
    internal static NukaException Special(ReadOnlySpan<byte> raw, string what) => SourceProblem.BadArchive(FileName.Display(raw), $"which is {what}");

    private static Digest DigestOf(Stream content)
    {
        Blake3Hasher hasher = Blake3Hasher.CreateHash();
        byte[] buffer = new byte[64 << 10];
        int length;
        while ((length = content.Read(buffer)) > 0)
        {
            hasher.Append(buffer.AsSpan(0, length));
        }

        return hasher.Finish();
    }

    private static void Put(byte[] path, Action put)
    {
        try
        {
            put();
        }
        catch (NukaException refusal) when (refusal.Problem.Code is "store/path-through-link" or "store/duplicate-entry" or "store/bad-path" or "store/no-such-entry"
            or "store/bad-link")
        {
            string reason = refusal.Problem.Code switch
            {
                "store/path-through-link" => "which leads through something that is no directory",
                "store/duplicate-entry" => "and holds it twice, so that nobody could say which one counts",
                "store/no-such-entry" => "another name of a file that did not come before it",
                "store/bad-link" => "a link that says what no link can say",
                _ => "which no tree can hold",
            };
            throw SourceProblem.BadArchive(FileName.Display(path), reason, refusal);
        }
    }

    private byte[] Placed(byte[] path) => Prefix.Length == 0 ? path : [.. Encoding.UTF8.GetBytes(Prefix), .. path];

    private byte[] Required(ReadOnlySpan<byte> raw)
    {
        byte[] path = Clean(raw);
        return path.Length > 0 ? path : throw SourceProblem.BadArchive(FileName.Display(raw), "which is its top, and no directory");
    }

    /// <summary>A path of an archive as one of a tree; empty for the top.</summary>
    private byte[] Clean(ReadOnlySpan<byte> raw)
    {
        if (raw.StartsWith("/"u8))
        {
            throw SourceProblem.BadArchive(FileName.Display(raw), "an absolute path: the archive would choose where it is unpacked");
        }

        List<byte> path = new(raw.Length);
        int depth = 0;
        foreach (Range range in raw.Split((byte)'/'))
        {
            ReadOnlySpan<byte> name = raw[range];
            if (name.SequenceEqual(".."u8))
            {
                throw SourceProblem.BadArchive(FileName.Display(raw), "which climbs up with '..'");
            }

            if (name.IsEmpty || name.SequenceEqual("."u8))
            {
                continue;
            }

            if (depth++ > 0)
            {
                path.Add((byte)'/');
            }

            path.AddRange(name);
        }

        if (Top.Length > 0 && depth > 0 && !IsInTop([.. path]))
        {
            throw SourceProblem.BadArchive(FileName.Display(raw), $"which does not lie in '{Top}', where everything has to");
        }

        return depth <= limits.Depth ? [.. path]
            : throw SourceProblem.BadArchive(
                FileName.Display(raw[..80]), $"which is {depth} directories deep; the limit {nameof(ArchiveLimits.Depth)} is {limits.Depth}");
    }

    private bool IsInTop(ReadOnlySpan<byte> path)
    {
        ReadOnlySpan<byte> top = Encoding.UTF8.GetBytes(Top);
        return path.StartsWith(top) && (path.Length == top.Length || path[top.Length] == (byte)'/');
    }

    private static bool ClimbsOut(ReadOnlySpan<byte> path, ReadOnlySpan<byte> target)
    {
        if (target.StartsWith("/"u8))
        {
            return false;
        }

        int depth = path.Count((byte)'/');
        foreach (Range range in target.Split((byte)'/'))
        {
            ReadOnlySpan<byte> name = target[range];
            depth += name.IsEmpty || name.SequenceEqual("."u8) ? 0 : name.SequenceEqual(".."u8) ? -1 : 1;
            if (depth < 0)
            {
                return true;
            }
        }

        return false;
    }
}
