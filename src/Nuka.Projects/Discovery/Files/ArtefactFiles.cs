using System.Collections.Immutable;
using System.Text;
using Nuka.Environments.Exec;
using Nuka.Formats.Elf;
using Nuka.Platform.Files;
using Nuka.Projects.Observing;
using Nuka.Sandbox.Plans;

namespace Nuka.Projects.Discovery.Files;

/// <summary>
/// The files of a project that may be programs or libraries, whoever made them, and the directories that show when there are others. Links
/// are not followed: what they lead to is listed itself, or is not the project's.
/// </summary>
internal sealed class ArtefactFiles : SourceFiles
{
    /// <summary>
    /// Paths that are watched for one project: each costs a start of a kept plan about a microsecond, and what is built lies in few places.
    /// </summary>
    public const int WatchedPaths = 256;

    private const int WatchedBinaries = 96;
    private const uint AnyExecuteBit = 0x49; // 0111

    /// <summary>A directory with one of these in it is the output of a tool.</summary>
    private static readonly string[] OutputMarks = ["CMakeCache.txt", "build.ninja", "meson-private", "pyvenv.cfg", "CACHEDIR.TAG", ".rustc_info.json"];

    /// <summary>A directory with one of these holds what a build tool takes for up to date by its times.</summary>
    private static readonly string[] BuildMarks = ["CMakeCache.txt", "build.ninja", ".rustc_info.json", "config.gypi", "config.status"];

    private readonly string root;
    private readonly Dictionary<string, FileStatus> files = new(StringComparer.Ordinal);
    private readonly List<MadeDirectory> made = [];
    private readonly List<SeenBuild> builds = [];
    private readonly List<SeenDirectory> directories = [];
    private readonly SortedSet<string> binaries = new(StringComparer.Ordinal);
    private readonly List<string> paths;
    private int listed;

    /// <summary>Lists a project.</summary>
    /// <param name="root">Its absolute directory.</param>
    public ArtefactFiles(string root)
    {
        this.root = root;
        try
        {
            using DirectoryHandle top = DirectoryHandle.Open(root);
            Walk(top, "", 0, inOutput: false, toolDepth: 0, Status(top, []));
        }
        catch (FileError)
        {
            // What cannot be read holds nothing that could be run from here.
        }

        paths = [.. files.Keys.Order(StringComparer.Ordinal)];
    }

    /// <inheritdoc/>
    public override string Label => "";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Paths => paths;

    /// <summary>The outermost directories that hold a build, in ordinal order: relative paths, and <c>.</c> for the project itself.</summary>
    public ImmutableArray<SeenBuild> Builds =>
    [
        .. builds.Where(one => one.Path == "." || !builds.Exists(other => PathNames.IsBelow(one.Path, other.Path)))
            .OrderBy(one => one.Path, StringComparer.Ordinal),
    ];

    /// <summary>The project's directories, parents first; of those that tools fill only the outermost, and the ones that are or hold a repository.</summary>
    public ImmutableArray<SeenDirectory> Directories => [.. directories];

    /// <inheritdoc/>
    public override byte[]? ReadBytes(string path, long limitBytes)
    {
        if (!files.TryGetValue(path, out FileStatus status) || status.SizeBytes > limitBytes)
        {
            return null;
        }

        try
        {
            using FileStream stream = new(Path.Combine(root, path), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            byte[] start = new byte[4];
            if (stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length || !ElfFile.IsElf(start))
            {
                return null;
            }

            byte[] bytes = new byte[(int)Math.Min(stream.Length, limitBytes)];
            stream.Position = 0;
            int length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            binaries.Add(path);
            return length == bytes.Length ? bytes : bytes[..length];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override bool IsExecutable(string path) => files.TryGetValue(path, out FileStatus status) && (status.Mode & AnyExecuteBit) != 0;

    /// <summary>
    /// What tells that something was built since: the places where tools put it, whether they are there or not, the binaries that were read,
    /// and the directories that a build writes to, at most <see cref="WatchedPaths"/>.
    /// </summary>
    public ImmutableArray<FreshnessEntry> Watched()
    {
        HashSet<string> known = [.. made.Select(one => one.Path)];
        HashSet<string> holders = [.. binaries.Select(path => path[..Math.Max(0, path.LastIndexOf('/'))])];
        IEnumerable<FreshnessEntry> absent = ToolDirectories.AtTop.Where(name => !known.Contains(name) && !Path.Exists(Path.Combine(root, name))).Select(Absent);
        IEnumerable<FreshnessEntry> read = binaries.Take(WatchedBinaries).Select(path => Present(path, files[path]));
        IEnumerable<FreshnessEntry> directories = made
            .OrderBy(one => holders.Contains(one.Path) || ToolDirectories.AtTop.Contains(one.Path) ? 0 : one.Native ? 1 : 2)
            .ThenBy(one => one.Depth).ThenBy(one => one.Path, StringComparer.Ordinal).Select(one => Present(one.Path, one.Status));
        return [.. absent.Concat(read).Concat(directories).Take(WatchedPaths)];
    }

    private FreshnessEntry Absent(string path) => new(Path.Combine(root, path), false, 0, 0, 0, 0, 0);

    private FreshnessEntry Present(string path, FileStatus status) => new(
        Path.Combine(root, path), true, status.Device, status.Inode, status.SizeBytes, status.ModifiedNanoseconds, status.ChangedNanoseconds);

    private void Walk(DirectoryHandle directory, string path, int depth, bool inOutput, int toolDepth, FileStatus? status)
    {
        List<(string Name, byte[] Bytes, FileKind Kind)> items = [.. List(directory)];
        listed += items.Count;
        See(path, items, toolDepth, status, isPartial: depth >= ScanLimits.Depth || listed >= ScanLimits.Files);
        bool output = inOutput || items.Exists(item => OutputMarks.Contains(item.Name, StringComparer.Ordinal));
        if (Array.Find(BuildMarks, mark => items.Exists(item => item.Name == mark)) is { } mark && Status(directory, Encoding.UTF8.GetBytes(mark)) is { } marked)
        {
            builds.Add(new SeenBuild(depth == 0 ? "." : path, $"{marked.Inode}-{marked.ModifiedNanoseconds}"));
        }

        if (output && depth > 0 && status is { } seen && IsWorthWatching(path))
        {
            made.Add(new MadeDirectory(path, seen, depth, items.Exists(item => item.Name is "binding.gyp" or "build" or "prebuilds")));
        }

        foreach ((string name, byte[] bytes, FileKind kind) in items)
        {
            string inner = depth == 0 ? name : $"{path}/{name}";
            if (kind == FileKind.Directory && depth < ScanLimits.Depth && listed < ScanLimits.Files && !ToolDirectories.Skipped.Contains(name))
            {
                bool isTools = (depth == 0 ? ToolDirectories.AtTop : ToolDirectories.Anywhere).Contains(name);
                Enter(directory, bytes, inner, depth + 1, output || isTools, isTools || toolDepth > 0 ? toolDepth + 1 : 0);
            }
            else if (kind == FileKind.File && MayBeBinary(name) && Status(directory, bytes) is { Kind: FileKind.File } file)
            {
                files[inner] = file;
            }
        }
    }

    private void See(string path, List<(string Name, byte[] Bytes, FileKind Kind)> items, int toolDepth, FileStatus? status, bool isPartial)
    {
        ImmutableArray<string> names = [.. items.Select(item => item.Name).Where(ProtectedNames.Telling.Contains)];
        if (toolDepth <= 1 || names.Contains(".git") || names.Contains("HEAD"))
        {
            directories.Add(new SeenDirectory(path, names, toolDepth > 0, status?.ModifiedNanoseconds ?? 0) { IsPartial = isPartial });
        }
    }

    /// <summary>The status is asked for before the names are: what comes in between is seen as a change the next time.</summary>
    private void Enter(DirectoryHandle parent, byte[] name, string path, int depth, bool output, int toolDepth)
    {
        try
        {
            FileStatus? status = parent.TryGetStatus(name);
            using DirectoryHandle directory = parent.OpenDirectory(name);
            Walk(directory, path, depth, output, toolDepth, status);
        }
        catch (FileError)
        {
            // Gone meanwhile, or not ours to read.
        }
    }

    private static IEnumerable<(string Name, byte[] Bytes, FileKind Kind)> List(DirectoryHandle directory)
    {
        foreach (DirectoryItem item in directory.List())
        {
            byte[] bytes = item.Name.Bytes.ToArray();
            string name = Encoding.UTF8.GetString(bytes);

            // A name that is no text can be no evidence either.
            if (!name.Contains('\uFFFD', StringComparison.Ordinal))
            {
                yield return (name, bytes, item.KindKnown ? item.Kind : Status(directory, bytes)?.Kind ?? FileKind.Other);
            }
        }
    }

    private static FileStatus? Status(DirectoryHandle directory, byte[] name)
    {
        try
        {
            return directory.TryGetStatus(name);
        }
        catch (FileError)
        {
            return null;
        }
    }

    /// <summary>Caches come and go without a program in them; of npm's packages the directory of each one is enough.</summary>
    private static bool IsWorthWatching(string path)
    {
        string[] parts = path.Split('/');
        int modules = Array.LastIndexOf(parts, "node_modules");
        int below = modules < 0 ? 0 : parts.Length - modules - 1;
        bool whole = modules < 0 || below <= 1 || (below == 2 && parts[modules + 1].StartsWith('@')) || parts.Skip(modules).Contains("build");
        return whole && !parts.Any(part => part.StartsWith('.') && !ToolDirectories.Anywhere.Contains(part));
    }

    private static bool MayBeBinary(string name)
    {
        int dot = name.LastIndexOf('.');
        return dot <= 0 || name.EndsWith(".node", StringComparison.Ordinal) || name.EndsWith(".bin", StringComparison.Ordinal)
            || name.EndsWith(".so", StringComparison.Ordinal) || name.Contains(".so.", StringComparison.Ordinal)
            || name.EndsWith(".AppImage", StringComparison.Ordinal) || name.EndsWith(".runtimeconfig.json", StringComparison.Ordinal);
    }

    /// <summary>A directory that a command filled.</summary>
    private sealed record MadeDirectory(string Path, FileStatus Status, int Depth, bool Native);
}
