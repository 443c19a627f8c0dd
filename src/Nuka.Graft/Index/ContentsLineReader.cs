namespace Nuka.Graft.Index;

/// <summary>
/// Reads the lines of a Contents file as bytes: a path, blanks, and the packages that hold it with commas, each perhaps with its
/// section before a slash. The path may hold blanks; the packages may not. Source: the Debian wiki's repository format, "Contents".
/// </summary>
internal sealed class ContentsLineReader(Stream stream)
{
    private readonly SlidingText text =
        new(stream, 1 << 18, IndexLimits.ContentsLineSizeLimit, IndexLimits.ContentsSizeLimit, "a line", "a list of contents");

    private bool started;

    /// <summary>Reads the next line that names a path; valid until the next call.</summary>
    /// <exception cref="Platform.Errors.NukaException"><c>graft/index-too-large</c>.</exception>
    internal bool TryRead(out ReadOnlySpan<byte> path, out ReadOnlySpan<byte> packages)
    {
        while (TryReadLine(out ReadOnlySpan<byte> line))
        {
            line = line.TrimEnd("\r \t"u8);
            int gap = line.LastIndexOfAny((byte)' ', (byte)'\t');
            if (gap <= 0)
            {
                continue;
            }

            path = line[..gap].TrimEnd(" \t"u8);
            packages = line[(gap + 1)..];

            // Older archives put a free text before the table, whose last line is this heading.
            if (!started && path.SequenceEqual("FILE"u8) && packages.SequenceEqual("LOCATION"u8))
            {
                started = true;
                continue;
            }

            path = path.StartsWith("./"u8) ? path[2..] : path;
            return true;
        }

        path = default;
        packages = default;
        return false;
    }

    private bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            line = text.Rest;
            int newline = line.IndexOf((byte)'\n');
            if (newline >= 0)
            {
                line = line[..newline];
                text.Take(newline + 1);
                return true;
            }

            if (text.IsAtEnd)
            {
                text.Take(line.Length);
                return !line.IsEmpty;
            }

            text.Fill();
        }
    }
}
