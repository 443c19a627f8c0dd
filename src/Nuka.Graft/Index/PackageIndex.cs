using System.Text;
using Nuka.Formats.Versions;
using Nuka.Graft.Sources;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Index;

/// <summary>
/// All packages of all releases that were fetched: the compiled indexes, opened together. Safe for use by several threads. Order is
/// always the same: releases in the order of the sources, then names by bytes, then the order of the archive.
/// </summary>
public sealed class PackageIndex : IDisposable
{
    private readonly List<(PackageIndexFile File, ReleaseState Release, string Component)> parts;

    private PackageIndex(List<(PackageIndexFile, ReleaseState, string)> parts) => this.parts = parts;

    /// <summary>How many packages there are, counting each version, architecture and release.</summary>
    public int Count => parts.Sum(part => part.File.Count);

    /// <summary>The releases, in the order of the sources.</summary>
    public IEnumerable<ReleaseState> Releases => parts.Select(part => part.Release).Distinct();

    /// <summary>Opens the compiled indexes of some releases.</summary>
    /// <param name="directory">Where the compiled indexes lie.</param>
    /// <param name="releases">The releases, as the state lists them.</param>
    /// <exception cref="FileNotFoundException">An index is gone (another process updated meanwhile): read the state again.</exception>
    /// <exception cref="NukaException"><c>graft/damaged-index</c>.</exception>
    public static PackageIndex Open(string directory, IEnumerable<ReleaseState> releases)
    {
        List<(PackageIndexFile, ReleaseState, string)> parts = [];
        try
        {
            foreach (ReleaseState release in releases)
            {
                foreach (CompiledIndex index in release.Packages)
                {
                    parts.Add((PackageIndexFile.Open(Path.Combine(directory, index.FileName)), release, index.Component));
                }
            }

            return new PackageIndex(parts);
        }
        catch
        {
            parts.ForEach(part => part.Item1.Dispose());
            throw;
        }
    }

    /// <summary>Every version, architecture and release of a package.</summary>
    /// <param name="name">Its exact name.</param>
    /// <returns>The records; none if no archive has such a package.</returns>
    public IReadOnlyList<PackageRecord> Find(string name)
    {
        byte[] key = Encoding.UTF8.GetBytes(name);
        List<PackageRecord> found = [];
        foreach ((PackageIndexFile file, ReleaseState release, string component) in parts)
        {
            (uint first, int count) = file.FindName(key);
            for (uint row = first; row < first + count; row++)
            {
                found.Add(new PackageRecord(file, row, release, component));
            }
        }

        return found;
    }

    /// <summary>
    /// The record that a person means by a name alone: from a release that is taken by itself (not NotAutomatic) where there is one,
    /// of the newest version there, from the first source that has it.
    /// </summary>
    /// <param name="records">Records of one name; at least one.</param>
    public static PackageRecord Newest(IReadOnlyList<PackageRecord> records) => records
        .OrderBy(record => record.Release.NotAutomatic ? 1 : 0)
        .ThenByDescending(record => DebianVersion.TryParse(record.Version, out DebianVersion version) ? version : default)
        .First();

    /// <summary>Whether some archive has a package of this name.</summary>
    /// <param name="name">Its exact name.</param>
    public bool Contains(string name)
    {
        byte[] key = Encoding.UTF8.GetBytes(name);
        return parts.Exists(part => part.File.FindName(key).Count > 0);
    }

    /// <summary>The names of packages that begin with some letters; only the part of the indexes that holds them is read.</summary>
    /// <param name="prefix">The letters; empty: all names.</param>
    /// <returns>Each name once, in the order of their bytes.</returns>
    public IReadOnlyCollection<string> NamesFrom(string prefix)
    {
        byte[] start = Encoding.UTF8.GetBytes(prefix);
        SortedSet<string> names = new(StringComparer.Ordinal);
        foreach ((PackageIndexFile file, _, _) in parts)
        {
            names.UnionWith(file.NamesFrom(start));
        }

        return names;
    }

    /// <summary>The packages whose Provides field lists a name. A package of that name itself is not among them unless it says so.</summary>
    /// <param name="name">The exact name.</param>
    public IReadOnlyList<ProviderRecord> FindProviders(string name)
    {
        byte[] key = Encoding.UTF8.GetBytes(name);
        List<ProviderRecord> found = [];
        List<(uint Row, string Version)> rows = [];
        foreach ((PackageIndexFile file, ReleaseState release, string component) in parts)
        {
            rows.Clear();
            file.FindProviders(key, rows);
            found.AddRange(rows.Select(row => new ProviderRecord(
                new PackageRecord(file, row.Row, release, component), row.Version.Length == 0 ? null : row.Version)));
        }

        return found;
    }

    /// <summary>The packages whose file has this digest, at most one for each index.</summary>
    /// <param name="sha256">64 lower-case hexadecimal digits.</param>
    public IReadOnlyList<PackageRecord> FindBySha256(string sha256)
    {
        byte[] digest = Convert.FromHexString(sha256);
        List<PackageRecord> found = [];
        foreach ((PackageIndexFile file, ReleaseState release, string component) in parts)
        {
            long row = file.FindDigest(digest);
            if (row >= 0)
            {
                found.Add(new PackageRecord(file, (uint)row, release, component));
            }
        }

        return found;
    }

    /// <summary>
    /// The packages whose name or description has every word, in any case: whole names first, then names that begin with the first
    /// word, then other names, then descriptions; each name once, with the record that <paramref name="choose"/> picks.
    /// </summary>
    /// <param name="words">The words; at least one.</param>
    /// <param name="choose">Picks among all records of a name.</param>
    public IReadOnlyList<PackageRecord> Search(IReadOnlyList<string> words, Func<IReadOnlyList<PackageRecord>, PackageRecord> choose)
    {
        Dictionary<string, int> ranks = [];
        foreach (PackageRecord record in All())
        {
            string name = record.Name;
            string description = record.Description;
            if (!ranks.ContainsKey(name) && words.All(word => Has(name, word) || Has(description, word)))
            {
                ranks[name] = name == words[0] ? 0
                    : name.StartsWith(words[0], StringComparison.OrdinalIgnoreCase) ? 1
                    : words.All(word => Has(name, word)) ? 2 : 3;
            }
        }

        return
        [
            .. ranks.OrderBy(pair => pair.Value).ThenBy(pair => pair.Key.Length).ThenBy(pair => pair.Key, StringComparer.Ordinal)
                .Select(pair => choose(Find(pair.Key))),
        ];
    }

    /// <summary>Every record, in order.</summary>
    public IEnumerable<PackageRecord> All()
    {
        foreach ((PackageIndexFile file, ReleaseState release, string component) in parts)
        {
            for (uint row = 0; row < file.Count; row++)
            {
                yield return new PackageRecord(file, row, release, component);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => parts.ForEach(part => part.File.Dispose());

    private static bool Has(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);
}
