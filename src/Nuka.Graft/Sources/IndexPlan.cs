using System.Collections.Immutable;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Sources;

/// <summary>Which of the files of a Release a source needs.</summary>
/// <param name="Packages">Its Packages files.</param>
/// <param name="Contents">Its Contents files; none if the archive has none.</param>
internal sealed record IndexPlan(ImmutableArray<PlannedIndex> Packages, ImmutableArray<PlannedIndex> Contents)
{
    /// <summary>Chooses the files.</summary>
    /// <exception cref="NukaException"><c>graft/no-such-index</c>: a component that the Release has no packages of, for no architecture asked for.</exception>
    internal static IndexPlan Make(SourceEntry source, Release release, ArchiveOptions options)
    {
        List<PlannedIndex> packages = [];
        List<PlannedIndex> contents = [];
        if (source.IsFlat)
        {
            packages.Add(new PlannedIndex("", "all", Find(release, "Packages", options) ?? throw Missing(source, "Packages")));
            return new IndexPlan([.. packages], []);
        }

        IEnumerable<string> architectures = release.HasOwnIndexForAll ? source.Architectures.Append("all") : source.Architectures;
        foreach (string component in source.Components)
        {
            int before = packages.Count;
            foreach (string architecture in architectures)
            {
                if (Find(release, $"{component}/binary-{architecture}/Packages", options) is { } file)
                {
                    packages.Add(new PlannedIndex(component, architecture, file));
                }
            }

            if (packages.Count == before)
            {
                throw Missing(source, $"{component} for {string.Join(", ", source.Architectures)}");
            }
        }

        foreach (string architecture in options.WithContents ? source.Architectures.Append("all").Distinct() : [])
        {
            contents.AddRange(FindContents(source, release, architecture, options));
        }

        return new IndexPlan([.. packages], [.. contents]);
    }

    /// <summary>Debian has a list of contents for each component, Ubuntu one for all of them.</summary>
    private static List<PlannedIndex> FindContents(SourceEntry source, Release release, string architecture, ArchiveOptions options)
    {
        List<PlannedIndex> found = [];
        foreach (string component in source.Components)
        {
            if (Find(release, $"{component}/Contents-{architecture}", options) is { } file)
            {
                found.Add(new PlannedIndex(component, architecture, file));
            }
        }

        return found.Count == 0 && Find(release, $"Contents-{architecture}", options) is { } whole
            ? [new PlannedIndex("", architecture, whole)]
            : found;
    }

    /// <summary>The file in the best compression that the Release lists. A file that is empty once unpacked is listed by archives that do not make it.</summary>
    private static ReleaseFile? Find(Release release, string path, ArchiveOptions options) =>
        options.Compressions.Select(ending => release.Find(path + ending)).FirstOrDefault(file => file is not null);

    private static NukaException Missing(SourceEntry source, string what) =>
        new Problem("graft/no-such-index", $"the release of {source.Name} lists no packages of {what}")
        {
            Place = source.Place,
            Hints = ["name the components and the suite as the archive names them"],
        }.ToException();
}
