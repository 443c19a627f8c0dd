using System.Collections.Immutable;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Packages;

/// <summary>
/// A directory of package files, and the packages that came with nuka: what one of them may name with <c>use pkgs [...]</c>. A file of the directory comes
/// before one of the same name that came with nuka.
/// </summary>
public sealed class PackageSet
{
    private const string Ending = ".nu";

    private readonly ImmutableHashSet<string> own;
    private readonly PackageSet? below;

    /// <summary>Lists a directory; nothing of the files is read yet.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="below">The packages that came with nuka; <see langword="null"/> for these themselves.</param>
    /// <exception cref="NukaException"><c>packages/no-set</c>: there is no such directory, or it may not be read.</exception>
    public PackageSet(string directory, PackageSet? below = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        Directory = directory;
        this.below = below;
        try
        {
            own = [.. new DirectoryInfo(directory).EnumerateFiles("*" + Ending).Select(file => file.Name[..^Ending.Length]).Where(PackageSource.IsName)];
            Names = [.. own.Union(below?.Names ?? []).Order(StringComparer.Ordinal)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new Problem("packages/no-set", $"the packages in {directory} cannot be listed")
            {
                Reasons = [error.Message],
                Hints = ["name a directory of package files, or a package file in it"],
            }.ToException(error);
        }
    }

    /// <summary>The directory.</summary>
    public string Directory { get; }

    /// <summary>The names of the packages, in order.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>Reads one package file.</summary>
    /// <param name="name">The package's name.</param>
    /// <exception cref="NukaException"><c>packages/no-package</c>, <c>packages/unreadable</c>, and what <see cref="PackageSource"/> throws.</exception>
    public PackageSource Read(string name)
    {
        if (below is not null && !own.Contains(name) && below.own.Contains(name))
        {
            return below.Read(name);
        }

        string file = Path.Combine(Directory, name + Ending);
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
