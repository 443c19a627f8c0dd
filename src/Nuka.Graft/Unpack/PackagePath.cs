using Nuka.Content.Archives;
using Nuka.Platform.Files;

namespace Nuka.Graft.Unpack;

/// <summary>Turns the paths of a package into paths of a tree: relative, clean, and merged below usr.</summary>
internal static class PackagePath
{
    /// <summary>The directories that are links to their namesakes below usr on every merged system; the root skeleton holds the links.</summary>
    internal static readonly string[] MergedNames = ["bin", "sbin", "lib", "lib32", "lib64", "libx32", "libo32"];

    private static readonly byte[][] MergedBytes = [.. MergedNames.Select(System.Text.Encoding.ASCII.GetBytes)];

    /// <summary>Cleans one path of an archive.</summary>
    /// <param name="raw">The path as the archive says it.</param>
    /// <param name="limits">How deep it may lead.</param>
    /// <returns>The path in the tree; empty for the tree's top.</returns>
    internal static byte[] Normalise(ReadOnlySpan<byte> raw, ArchiveLimits limits)
    {
        if (raw.StartsWith("/"u8))
        {
            throw GraftProblem.Escape(FileName.Display(raw), "it is absolute; packages hold paths below their own top");
        }

        List<byte> path = new(raw.Length + 4);
        int depth = 0;
        foreach (Range range in raw.Split((byte)'/'))
        {
            ReadOnlySpan<byte> name = raw[range];
            if (name.IsEmpty || name.SequenceEqual("."u8))
            {
                continue;
            }

            if (name.SequenceEqual(".."u8))
            {
                throw GraftProblem.Escape(FileName.Display(raw), "it climbs up with '..'");
            }

            Append(path, name, raw, depth++);
        }

        return depth <= limits.Depth
            ? Volatile(path)
            : throw GraftProblem.BadPath(FileName.Display(raw), $"it is {depth} directories deep; the limit {nameof(ArchiveLimits.Depth)} is {limits.Depth}");
    }

    /// <summary>
    /// Whether a link of a package that was made before the merge would stand in its own target's place: <c>/bin/x -> /usr/bin/x</c>.
    /// </summary>
    /// <param name="path">The link's path in the tree.</param>
    /// <param name="target">What the link says.</param>
    internal static bool LeadsToItself(ReadOnlySpan<byte> path, ReadOnlySpan<byte> target)
    {
        if (!path.StartsWith("usr/"u8))
        {
            return false;
        }

        // A relative target was written for the place before the merge or for the one after it.
        ReadOnlySpan<byte> first = path[4..];
        int slash = first.IndexOf((byte)'/');
        return IsMerged(slash < 0 ? first : first[..slash])
            && (ResolveText(path, target).AsSpan().SequenceEqual(path) || ResolveText(first, target).AsSpan().SequenceEqual(path));
    }

    /// <summary>Where a link leads by its text alone, inside the tree; <c>..</c> at the top stays there, as in the kernel.</summary>
    /// <param name="path">The link's path in the tree.</param>
    /// <param name="target">What the link says.</param>
    internal static byte[] ResolveText(ReadOnlySpan<byte> path, ReadOnlySpan<byte> target)
    {
        List<byte[]> parts = [];
        bool absolute = target.StartsWith("/"u8);
        foreach (Range range in path.Split((byte)'/'))
        {
            if (!absolute && range.End.GetOffset(path.Length) != path.Length)
            {
                parts.Add(path[range].ToArray());
            }
        }

        foreach (Range range in target.Split((byte)'/'))
        {
            ReadOnlySpan<byte> name = target[range];
            if (name.SequenceEqual(".."u8))
            {
                parts.RemoveRange(Math.Max(0, parts.Count - 1), Math.Min(1, parts.Count));
            }
            else if (!name.IsEmpty && !name.SequenceEqual("."u8))
            {
                parts.Add(name.ToArray());
            }
        }

        List<byte> result = [];
        for (int index = 0; index < parts.Count; index++)
        {
            AppendMerged(result, parts[index], index);
        }

        return [.. result];
    }

    // /var/run and /var/lock are links into /run on every system since Debian 7; packages still hold them as directories.
    private static byte[] Volatile(List<byte> path)
    {
        byte[] clean = [.. path];
        return IsOrIsBelow(clean, "var/run"u8) ? [.. "run"u8, .. clean.AsSpan("var/run".Length)]
            : IsOrIsBelow(clean, "var/lock"u8) ? [.. "run/lock"u8, .. clean.AsSpan("var/lock".Length)]
            : clean;
    }

    private static bool IsOrIsBelow(ReadOnlySpan<byte> path, ReadOnlySpan<byte> directory) =>
        path.StartsWith(directory) && (path.Length == directory.Length || path[directory.Length] == (byte)'/');

    private static void Append(List<byte> path, ReadOnlySpan<byte> name, ReadOnlySpan<byte> raw, int depth)
    {
        if (!FileName.IsValid(name))
        {
            throw GraftProblem.BadPath(FileName.Display(raw), $"one of its names is longer than {FileName.LengthLimit} bytes or holds a NUL");
        }

        AppendMerged(path, name, depth);
    }

    private static void AppendMerged(List<byte> path, ReadOnlySpan<byte> name, int depth)
    {
        if (depth > 0)
        {
            path.Add((byte)'/');
        }
        else if (IsMerged(name))
        {
            path.AddRange("usr/"u8);
        }

        path.AddRange(name);
    }

    private static bool IsMerged(ReadOnlySpan<byte> name)
    {
        foreach (byte[] merged in MergedBytes)
        {
            if (name.SequenceEqual(merged))
            {
                return true;
            }
        }

        return false;
    }
}
