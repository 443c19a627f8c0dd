using System.Collections.Immutable;
using Nuka.Packages.Grafts;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Packages;

/// <summary>
/// A directory of package files, and the packages that came with nuka: what one of them may name with <c>use pkgs [...]</c>. A file of the directory comes
/// before one of the same name that came with nuka, and any of these before a graft of the name that is locked beside them.
/// </summary>
public sealed class PackageSet
{
    private readonly HashSet<string> own;
    private readonly HashSet<string> grafts;
    private readonly PackageSet? below;

    /// <summary>Lists a directory; nothing of the files is read yet.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="below">The packages that came with nuka; <see langword="null"/> for these themselves.</param>
    /// <exception cref="NukaException"><c>packages/no-set</c>: there is no such directory, or it may not be read; what reading its lock of grafts throws.</exception>
    public PackageSet(string directory, PackageSet? below = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        Directory = directory;
        this.below = below;
        try
        {
            own = [.. System.IO.Directory.EnumerateFiles(directory, "*" + PackageSource.Ending).Select(file => Path.GetFileNameWithoutExtension(file)).Where(PackageSource.IsName)];
            Names = Ordered(own, below?.Names ?? []);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new Problem("packages/no-set", $"the packages in {directory} cannot be listed")
            {
                Reasons = [error.Message],
                Hints = ["name a directory of package files, or a package file in it"],
            }.ToException(error);
        }

        Grafts = GraftLock.Read(directory);
        HashSet<string> packages = [.. Names];
        Nameable = Ordered(packages, GraftNames);
        grafts = [.. GraftNames.Where(name => !packages.Contains(name))];
    }

    /// <summary>The names of both, each once. Written out: what is generated for queries that sort would be compiled at every start.</summary>
    private static ImmutableArray<string> Ordered(IEnumerable<string> some, IEnumerable<string> others)
    {
        HashSet<string> all = new(some, StringComparer.Ordinal);
        all.UnionWith(others);
        string[] names = [.. all];
        Array.Sort(names, StringComparer.Ordinal);
        return [.. names];
    }

    /// <summary>The directory.</summary>
    public string Directory { get; }

    /// <summary>The names of the packages, in order.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>The names of packages and of grafts, in order: what a package file may name.</summary>
    public ImmutableArray<string> Nameable { get; }

    /// <summary>The grafts that are locked in the directory itself.</summary>
    public GraftLock Grafts { get; }

    /// <summary>Whether a name is that of a graft, and not of a package.</summary>
    /// <param name="name">The name.</param>
    public bool IsGraft(string name) => grafts.Contains(name);

    /// <summary>A graft: as it is locked in the directory, else as it came with nuka.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="platform">What it is for: <c>linux/x86_64</c>.</param>
    /// <returns>It; <see langword="null"/> if it is not locked for that platform.</returns>
    public GraftEntry? FindGraft(string name, string platform) =>
        Grafts.Names.Contains(name, StringComparer.Ordinal) ? Grafts.Find(name, platform) : below?.FindGraft(name, platform);

    /// <summary>The lock that has a graft.</summary>
    /// <param name="name">Its name.</param>
    internal GraftLock LockOf(string name) => below is null || Grafts.Names.Contains(name, StringComparer.Ordinal) ? Grafts : below.LockOf(name);

    /// <summary>The locks of grafts, the nearest first.</summary>
    internal IEnumerable<GraftLock> Locks => below is null ? [Grafts] : [Grafts, .. below.Locks];

    private IEnumerable<string> GraftNames => Grafts.Names.Union(below?.GraftNames ?? []);

    /// <summary>Reads one package file.</summary>
    /// <param name="name">The package's name.</param>
    /// <exception cref="NukaException"><c>packages/no-package</c>, <c>packages/unreadable</c>, and what <see cref="PackageSource"/> throws.</exception>
    public PackageSource Read(string name)
    {
        if (below is not null && !own.Contains(name) && below.own.Contains(name))
        {
            return below.Read(name);
        }

        string file = Path.Combine(Directory, name + PackageSource.Ending);
        try
        {
            byte[] bytes = RegularFile.TryRead(file, PackageLimits.FileBytes + 1) ?? throw new Problem("packages/no-package", $"there is no package named `{name}` here")
            {
                Place = new Place(file),
                Hints = ["`nuka eval FILE` takes the path of a package file"],
            }.ToException();
            return new PackageSource(name, file, bytes);
        }
        catch (FileError error)
        {
            throw new Problem("packages/unreadable", $"{file} cannot be read: {RegularFile.Describe(error)}")
            {
                Place = new Place(file),
                Hints = ["check its kind and its permissions"],
            }.ToException(error);
        }
    }
}
