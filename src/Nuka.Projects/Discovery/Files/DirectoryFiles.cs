using Nuka.Platform.Files;

namespace Nuka.Projects.Discovery.Files;

/// <summary>
/// Files of a directory. Links to directories are not followed, those that lead out of it are not read (what is read comes into the lock, and a link
/// that came with the project must not choose files of a person), and what tools have made is left out.
/// </summary>
public sealed class DirectoryFiles : SourceFiles
{
    private static readonly string[] Skipped =
        [".git", ".hg", ".svn", ".bzr", "node_modules", "__pycache__", ".venv", "venv", ".tox", ".nox", ".mypy_cache", ".pytest_cache", ".cache", ".gradle", ".idea", ".vs"];

    // A directory with one of these in it is the output of a tool, or a project's private environment.
    private static readonly string[] Marks = ["CMakeCache.txt", "meson-private", "pyvenv.cfg", "CACHEDIR.TAG", "build.ninja", "conda-meta"];

    private readonly string root;
    private readonly string real;
    private readonly bool artefacts;
    private readonly List<string> paths = [];

    /// <summary>Lists a directory.</summary>
    /// <param name="root">Its absolute path.</param>
    /// <param name="label">What stands before its paths in evidence.</param>
    /// <param name="artefacts">Whether what tools have made is wanted too.</param>
    public DirectoryFiles(string root, string label = "", bool artefacts = false)
    {
        this.root = root;
        real = RealPath.Of(root);
        this.artefacts = artefacts;
        Label = label;
        Walk("", 0);
        paths.Sort(StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public override string Label { get; }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Paths => paths;

    /// <summary>Whether there were more files than are listed.</summary>
    public bool Truncated { get; private set; }

    /// <inheritdoc/>
    public override byte[]? ReadBytes(string path, long limitBytes)
    {
        try
        {
            FileInfo file = new(Path.Combine(root, path));
            if (!file.Exists || file.Length > limitBytes)
            {
                return null;
            }

            // Of a link that was its own length.
            byte[]? bytes = RegularFile.TryRead(file.FullName, (int)Math.Min(limitBytes + 1, Array.MaxLength), real);
            return bytes?.Length <= limitBytes ? bytes : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public override bool IsExecutable(string path)
    {
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        try
        {
            return !OperatingSystem.IsWindows() && (File.GetUnixFileMode(Path.Combine(root, path)) & Execute) != 0;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void Walk(string directory, int depth)
    {
        if (depth > ScanLimits.Depth || paths.Count >= ScanLimits.Files)
        {
            Truncated = true;
            return;
        }

        List<string> inner = [];
        int before = paths.Count;
        FileSystemInfo[] entries = List(directory);
        bool dotnet = !artefacts && Array.Exists(entries, entry => IsDotNetProject(entry.Name));
        foreach (FileSystemInfo entry in entries)
        {
            string path = directory.Length == 0 ? entry.Name : $"{directory}/{entry.Name}";
            if (!artefacts && directory.Length > 0 && Marks.Contains(entry.Name, StringComparer.Ordinal))
            {
                paths.RemoveRange(before, paths.Count - before);
                return;
            }

            if (entry is DirectoryInfo)
            {
                if (entry.LinkTarget is null && (artefacts || !Skipped.Contains(entry.Name, StringComparer.Ordinal)) && !(dotnet && entry.Name is ("bin" or "obj")))
                {
                    inner.Add(path);
                }
            }
            else
            {
                paths.Add(path);
            }
        }

        inner.ForEach(path => Walk(path, depth + 1));
    }

    // Beside such a file, `bin` and `obj` are what its build makes.
    private static bool IsDotNetProject(string name) =>
        name.EndsWith(".csproj", StringComparison.Ordinal) || name.EndsWith(".fsproj", StringComparison.Ordinal) || name.EndsWith(".vbproj", StringComparison.Ordinal);

    private FileSystemInfo[] List(string directory)
    {
        try
        {
            return [.. new DirectoryInfo(Path.Combine(root, directory)).EnumerateFileSystemInfos().Take(ScanLimits.Files - paths.Count + 1)];
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
