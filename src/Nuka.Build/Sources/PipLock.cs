using System.Collections.Immutable;
using System.Text;
using Nuka.Graft.Download;
using Nuka.Graft.Registries;
using Nuka.Platform.Errors;
using Nuka.Store;

namespace Nuka.Build.Sources;

/// <summary>
/// A requirements file of pip with digests. The tree holds a directory of files, in which pip looks for what it installs. Of each version there are those
/// that the lock states and that this machine's Python could use, whichever version of Python that is: what one says of others is not fetched.
/// </summary>
/// <param name="index">The machine's indexes.</param>
/// <param name="downloader">Gets and keeps files.</param>
internal sealed class PipLock(Lazy<PythonIndex> index, Lazy<Downloader> downloader) : ILockSource
{
    private const int ParallelCount = 6;

    /// <inheritdoc/>
    public string Manager => "pip";

    /// <inheritdoc/>
    public int Epoch => 1;

    /// <inheritdoc/>
    public ImmutableSortedDictionary<string, string> Variables { get; } = new Dictionary<string, string>
    {
        ["PIP_DISABLE_PIP_VERSION_CHECK"] = "1",
        ["PIP_FIND_LINKS"] = $"{FetchedSource.Here}/files",
        ["PIP_NO_CACHE_DIR"] = "1",
        ["PIP_NO_INDEX"] = "1",
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task FillAsync(LockFile locked, TreeWriter writer, CancellationToken cancellation)
    {
        ImmutableArray<PipRequirement> requirements = new PipRequirementsReader(locked).Read();
        PythonFile[][] found = new PythonFile[requirements.Length][];
        ParallelOptions limits = new() { MaxDegreeOfParallelism = ParallelCount, CancellationToken = cancellation };
        await Parallel.ForEachAsync(
            Enumerable.Range(0, requirements.Length), limits, async (at, token) => found[at] = await FindAsync(locked, requirements[at], token));
        LockedFile[] files = [.. found.SelectMany(one => one).GroupBy(file => file.Name, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(Same)];
        ImmutableArray<string> paths = await new LockedFiles(downloader).FetchAsync(locked, files, "no index says where it is", cancellation);
        writer.AddDirectory("files"u8);
        foreach ((LockedFile file, string path) in files.Zip(paths))
        {
            cancellation.ThrowIfCancellationRequested();
            using FileStream content = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            writer.AddFile(Encoding.UTF8.GetBytes($"files/{file.Name}"), executable: false, content, content.Length);
        }
    }

    private static LockedFile Same(IGrouping<string, PythonFile> files)
    {
        Checksum checksum = files.First().Checksum;
        return new LockedFile(files.Key, checksum, [.. files.Where(file => file.Checksum == checksum).Select(file => file.Address)]);
    }

    private async Task<PythonFile[]> FindAsync(LockFile locked, PipRequirement requirement, CancellationToken cancellation)
    {
        ImmutableArray<PythonFile> all = await index.Value.FindFilesAsync(requirement.Name, cancellation);
        PythonFile[] stated = [.. all.Where(file => requirement.Sha256.Contains(file.Checksum.Hex))];
        PythonFile[] usable = [.. stated.Where(file => IsFor(file.Name, locked.Platform))];
        if (usable.Length > 0 || (stated.Length > 0 && requirement.IsConditional))
        {
            return usable;
        }

        string reason = index.Value.Addresses.IsEmpty ? "this machine has no index of Python packages"
            : all.IsEmpty ? "no index of this machine knows it"
            : stated.Length == 0 ? "no index of this machine has a file of it with a digest that the lock states"
            : $"all files of it that the lock states are for others than {locked.Platform}";
        throw SourceProblem.NoSource(
            $"{requirement.Name} {requirement.Version}", locked.Package, [reason],
            ["look whether the version is still published, and whether PIP_INDEX_URL or pip.conf name the index that the lock was made with"]);
    }

    /// <summary>Whether a machine could use a file: a wheel's name ends in what it is for (PEP 427, PEP 425, PEP 600); anything else is a source archive.</summary>
    internal static bool IsFor(string file, string platform)
    {
        string[] parts = file.EndsWith(".whl", StringComparison.Ordinal) ? file[..^".whl".Length].Split('-') : [];
        if (parts.Length < 5)
        {
            return parts.Length == 0;
        }

        string machine = platform[(platform.IndexOf('/', StringComparison.Ordinal) + 1)..];
        bool isCommon = parts[^3].Split('.').Any(python => !python.StartsWith("pp", StringComparison.Ordinal));
        return isCommon && parts[^1].Split('.').Any(
            one => one == "any" || ((one.StartsWith("manylinux", StringComparison.Ordinal) || one.StartsWith("linux_", StringComparison.Ordinal))
                && one.EndsWith("_" + machine, StringComparison.Ordinal)));
    }
}
