using System.Text;
using Nuka.Graft.Index;
using Nuka.Graft.Resolve;

namespace Nuka.Graft.Tests.Resolve;

/// <summary>
/// Asks apt what it would install on an empty system, and cuts off what only pruned requirements lead to: what is left is what apt would
/// choose under nuka's policy.
/// </summary>
internal sealed class AptOracle : IDisposable
{
    private readonly RealArchives _archives;
    private readonly DirectoryInfo _cache = Directory.CreateTempSubdirectory("nuka-apt-");

    internal AptOracle(RealArchives archives)
    {
        _archives = archives;
        _cache.CreateSubdirectory("archives/partial");
        Directory.CreateDirectory(Path.Combine(archives.ListsDirectory, "partial"));
        Install("base-files");
    }

    /// <summary>The packages apt chooses for a name and the base; <see langword="null"/> if it finds no solution.</summary>
    internal HashSet<string>? Choose(string name)
    {
        Dictionary<string, PackageRecord> chosen = Install(name);
        if (!chosen.ContainsKey(name))
        {
            return null;
        }

        ILookup<string, string> providers = chosen.Values
            .SelectMany(package => RelationGroup.ParseField(package.Provides).Select(item => (item.Text.Split(' ', ':')[0], package.Name)))
            .ToLookup(pair => pair.Item1, pair => pair.Name);
        HashSet<string> reached = [name, .. ResolvePolicy.Debian.Base];
        Queue<string> open = new(reached);
        while (open.TryDequeue(out string? next))
        {
            foreach (string needed in chosen.TryGetValue(next, out PackageRecord? package) ? Needs(package, chosen, providers) : [])
            {
                if (reached.Add(needed))
                {
                    open.Enqueue(needed);
                }
            }
        }

        return reached;
    }

    public void Dispose() => _cache.Delete(recursive: true);

    private static IEnumerable<string> Needs(
        PackageRecord package, Dictionary<string, PackageRecord> chosen, ILookup<string, string> providers) =>
        RelationGroup.ParseField(package.PreDepends + ", " + package.Depends)
            .Where(group => !ResolvePolicy.Debian.Prunes(package.Name, group))
            .Select(group => group.Alternatives.Select(relation => relation.Name)
                .SelectMany(name => chosen.ContainsKey(name) ? [name] : providers[name]).FirstOrDefault())
            .OfType<string>();

    /// <summary>
    /// What apt would fetch is what it would install. It is asked for the addresses and not to simulate (<c>-s</c>): the simulation looks at every
    /// package of the archive for each one that is installed, five to fifty times the cost of the choice itself.
    /// </summary>
    private Dictionary<string, PackageRecord> Install(string name)
    {
        string[] options =
        [
            "-qq", "-y", "--print-uris", "--no-install-recommends", "-o", "Dir::State::status=/dev/null", "-o", "Debug::NoLocking=1",
            "-o", $"Dir::State::lists={_archives.ListsDirectory}", "-o", $"Dir::Cache={_cache.FullName}",
            "-o", "Dir::Cache::pkgcache=pkgcache.bin", "-o", "Dir::Cache::srcpkgcache=srcpkgcache.bin",
        ];
        string report = Encoding.UTF8.GetString(RealArchives.Run("apt-get", [.. options, "install", .. ResolvePolicy.Debian.Base, name]));

        // 'ADDRESS' NAME_VERSION_ARCHITECTURE.deb SIZE CHECKSUM, the version escaped as in an address.
        return report.Split('\n').Where(line => line.StartsWith('\''))
            .Select(line => line.Split(' ')[1].Split('_'))
            .Select(words => _archives.Index.Find(words[0]).First(record => record.Version == Uri.UnescapeDataString(words[1])))
            .DistinctBy(record => record.Name).ToDictionary(record => record.Name);
    }
}
