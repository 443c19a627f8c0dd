using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Build.Logs;

/// <summary>The logs that are kept: of each package, as it is identified, that of its last build, and those of builds that run (specs/log.md).</summary>
/// <param name="directory">Where they are; it need not exist.</param>
public sealed class LogShelf(string directory)
{
    /// <summary>The fewest characters of a PID that name one.</summary>
    private const int ShortestPid = 6;

    /// <summary>All logs, the newest first.</summary>
    public ImmutableArray<KeptLog> List() => !Directory.Exists(directory) ? [] :
    [
        .. Directory.GetFiles(directory).Select(TryRead).OfType<KeptLog>()
            .OrderByDescending(log => log.Began).ThenBy(log => log.Outcome).ThenBy(log => log.Path, StringComparer.Ordinal),
    ];

    /// <summary>The logs of a package: by its name, by at least the first six characters of its PID, or by the name of a build; the newest first.</summary>
    /// <param name="word">One of these.</param>
    /// <exception cref="NukaException"><c>build/no-log</c>.</exception>
    public ImmutableArray<KeptLog> Find(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        ImmutableArray<KeptLog> all = List();
        ImmutableArray<KeptLog> found = all.RemoveAll(log => log.Name != word && log.Build != word
            && !(word.Length >= ShortestPid && log.Pid.ToString().StartsWith(word, StringComparison.Ordinal)));
        return found.IsEmpty ? throw new Problem("build/no-log", $"no log of a build of `{word}` is kept here")
        {
            Hints =
            [
                .. Spelling.Nearest(word, all.Select(log => log.Name).Distinct()).Take(1).Select(name => $"did you mean `{name}`?   try: nuka log {name}"),
                "try: nuka log --list",
            ],
        }.ToException() : found;
    }

    /// <summary>What a build printed, as bytes, from the beginning; of one that runs, what it printed until now.</summary>
    /// <param name="log">The log.</param>
    /// <exception cref="IOException">It cannot be read: it was removed meanwhile, or is damaged.</exception>
    public static Stream Open(KeptLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        Stream text = OpenFile(log.Path);
        _ = ReadLine(text);
        return text;
    }

    /// <summary>What a build printed, line by line; a line that is too long for one is several.</summary>
    /// <param name="log">The log.</param>
    public static IEnumerable<string> Lines(KeptLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        using Stream text = Open(log);
        using StreamReader reader = new(text, Encoding.UTF8, detectEncodingFromByteOrderMarks: false);
        char[] buffer = new char[LogLimits.LineLength];
        StringBuilder line = new();
        int count;
        while ((count = Read(reader, buffer)) > 0)
        {
            for (int at = 0; at < count; at++)
            {
                char character = buffer[at];
                if (character != '\n')
                {
                    line.Append(character);
                }

                if (character == '\n' || line.Length == LogLimits.LineLength)
                {
                    yield return line.ToString().TrimEnd('\r');
                    line.Clear();
                }
            }
        }

        if (line.Length > 0)
        {
            yield return line.ToString().TrimEnd('\r');
        }
    }

    // One whose end is damaged is read as far as it goes.
    private static int Read(StreamReader reader, char[] buffer)
    {
        try
        {
            return reader.Read(buffer);
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            return 0;
        }
    }

    private static KeptLog? TryRead(string path)
    {
        bool isPart = path.EndsWith(BuildLog.PartEnding, StringComparison.Ordinal);
        if (!isPart && !path.EndsWith(BuildLog.FinishedEnding, StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            using Stream text = OpenFile(path);
            return LogHeader.TryDecode(ReadLine(text)) is not { } header ? null : new KeptLog(
                BuildLog.NameOf(header.Name, header.Version, header.Pid),
                header.Name,
                header.Version,
                header.Pid,
                header.Began,
                !isPart ? header.Outcome ?? BuildOutcome.Interrupted : IsHeld(path) ? BuildOutcome.Running : BuildOutcome.Interrupted,
                header.Took,
                path);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or FileError)
        {
            return null; // removed meanwhile, or damaged: a log is nothing that anything depends on
        }
    }

    /// <summary>Removes logs that are old, and what killed builds left; never that of a build that runs.</summary>
    /// <param name="olderThan">Finished logs that are older go; <see langword="null"/>: none for its age, unless <paramref name="keep"/> is given.</param>
    /// <param name="keep">How many of the newest logs of each package stay, whatever their age.</param>
    /// <param name="now">What time it is.</param>
    /// <param name="dryRun">Whether only to count.</param>
    public LogSweep Collect(TimeSpan? olderThan, int? keep, DateTimeOffset now, bool dryRun)
    {
        ImmutableArray<KeptLog> all = List();
        HashSet<string> old = olderThan is null && keep is null ? [] :
        [
            .. all.Where(log => log.Outcome is BuildOutcome.Built or BuildOutcome.Failed).GroupBy(log => log.Name).SelectMany(logs => logs.Skip(keep ?? 0))
                .Where(log => olderThan is not { } age || now - log.Began > age).Select(log => log.Path),
        ];
        HashSet<string> known = [.. all.Where(log => log.Outcome != BuildOutcome.Interrupted).Select(log => log.Path)];
        long removed = 0;
        long freed = 0;
        long kept = 0;
        foreach (string path in Directory.Exists(directory) ? Directory.GetFiles(directory) : [])
        {
            FileInfo file = new(path);
            long size = file.Exists ? file.Length : 0;
            bool goes = old.Contains(path) || !known.Contains(path);
            if (goes && (dryRun ? !IsHeld(path) : RemoveIfFree(path)))
            {
                removed++;
                freed += size;
            }
            else
            {
                kept++;
            }
        }

        return new LogSweep(removed, freed, kept);
    }

    /// <summary>Whether a build is writing the file, or packing it.</summary>
    /// <param name="path">The file; of one that is being packed, the build's own is looked at.</param>
    internal static bool IsHeld(string path)
    {
        using FileLock? free = TryLock(path, FileLockMode.Shared, out bool isThere);
        return isThere && free is null;
    }

    /// <summary>Removes a file that no build writes or packs.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Whether it was removed.</returns>
    internal static bool RemoveIfFree(string path)
    {
        using FileLock? free = TryLock(path, FileLockMode.Exclusive, out bool isThere);
        if (isThere && free is null)
        {
            return false;
        }

        using DirectoryHandle logs = DirectoryHandle.Open(Path.GetDirectoryName(path)!);
        return logs.RemoveFile(Encoding.UTF8.GetBytes(Path.GetFileName(path)));
    }

    /// <summary>What is packed lies beside the build's own file until it takes its place, and counts as held as long as that is.</summary>
    private static FileLock? TryLock(string path, FileLockMode mode, out bool isThere)
    {
        const string Packed = BuildLog.PartEnding + ".gz";
        string held = path.EndsWith(Packed, StringComparison.Ordinal) ? path[..^".gz".Length] : path;
        SafeFileHandle file;
        try
        {
            using DirectoryHandle logs = DirectoryHandle.Open(Path.GetDirectoryName(held)!);
            file = logs.OpenFile(Encoding.UTF8.GetBytes(Path.GetFileName(held)));
        }
        catch (FileError error) when (error.Number == ErrorNumbers.NotFound)
        {
            isThere = false;
            return null;
        }

        isThere = true;
        return FileLock.TryTake(file, mode);
    }

    private static Stream OpenFile(string path)
    {
        // Not by File.OpenRead: it would lock the file, and the build that writes it holds that lock.
        using DirectoryHandle logs = DirectoryHandle.Open(Path.GetDirectoryName(path)!);
        FileStream file = new(logs.OpenFile(Encoding.UTF8.GetBytes(Path.GetFileName(path))), FileAccess.Read);
        return path.EndsWith(BuildLog.FinishedEnding, StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    private static byte[] ReadLine(Stream text)
    {
        List<byte> line = [];
        for (int next = text.ReadByte(); next >= 0 && next != '\n' && line.Count < LogLimits.HeaderBytes; next = text.ReadByte())
        {
            line.Add((byte)next);
        }

        return [.. line];
    }
}
