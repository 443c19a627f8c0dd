using Nuka.Platform.Errors;

namespace Nuka.Graft.Index;

/// <summary>
/// Reads the lines of a Contents file as bytes: a path, blanks, and the packages that hold it with commas, each perhaps with its
/// section before a slash. The path may hold blanks; the packages may not. Source: the Debian wiki's repository format, "Contents".
/// </summary>
internal sealed class ContentsLineReader(Stream stream)
{
    private byte[] buffer = new byte[1 << 18];
    private int begin;
    private int end;
    private long total;
    private bool finished;
    private bool started;

    /// <summary>Reads the next line that names a path; valid until the next call.</summary>
    /// <exception cref="NukaException"><c>graft/index-too-large</c>.</exception>
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
            int newline = buffer.AsSpan(begin, end - begin).IndexOf((byte)'\n');
            if (newline >= 0)
            {
                line = buffer.AsSpan(begin, newline);
                begin += newline + 1;
                return true;
            }

            if (finished)
            {
                line = buffer.AsSpan(begin, end - begin);
                begin = end;
                return !line.IsEmpty;
            }

            Fill();
        }
    }

    private void Fill()
    {
        int length = end - begin;
        if (length >= IndexLimits.ContentsLineSizeLimit)
        {
            throw TooLarge($"a line is longer than {IndexLimits.ContentsLineSizeLimit} bytes");
        }

        buffer.AsSpan(begin, length).CopyTo(buffer);
        begin = 0;
        end = length;
        if (end == buffer.Length)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
        }

        int read = stream.Read(buffer.AsSpan(end));
        end += read;
        total += read;
        finished = read == 0;
        if (total > IndexLimits.ContentsSizeLimit)
        {
            throw TooLarge($"unpacked it is longer than {IndexLimits.ContentsSizeLimit} bytes");
        }
    }

    private static NukaException TooLarge(string reason) =>
        new Problem("graft/index-too-large", "a list of contents is larger than any archive needs") { Reasons = [reason] }.ToException();
}
