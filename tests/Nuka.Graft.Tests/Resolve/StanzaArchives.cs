using System.Text;
using Nuka.Graft.Index;
using Nuka.Graft.Resolve;
using Nuka.Graft.Sources;
using Nuka.Graft.Tests.Index;

namespace Nuka.Graft.Tests.Resolve;

/// <summary>Archives written in a test: each release is a list of stanzas of one line a field, `name version` first.</summary>
internal sealed class StanzaArchives : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly List<ReleaseState> _releases = [];
    private PackageIndex? _index;

    internal static DateTimeOffset Now { get; } = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    internal PackageIndex Index => _index ??= PackageIndex.Open(_directory.Path, _releases);

    /// <summary>Adds a release.</summary>
    /// <param name="name">Its codename.</param>
    /// <param name="stanzas">`name version[ architecture]`, then fields; stanzas end by an empty line.</param>
    /// <param name="notAutomatic">Whether its packages are taken only when asked for.</param>
    internal StanzaArchives Release(string name, string stanzas, bool notAutomatic = false)
    {
        using MemoryStream text = new(Encoding.UTF8.GetBytes(string.Concat(stanzas.Split("\n\n").Select(Expand))));
        string file = $"{_releases.Count}.index";
        int count = PackageIndexBuilder.Build(text, _directory.File(file), CancellationToken.None).PackageCount;
        _releases.Add(new ReleaseState
        {
            Uri = "u",
            Suite = name,
            Codename = name,
            Origin = "Debian",
            NotAutomatic = notAutomatic,
            IndexedAt = Now.AddHours(-3),
            ReleaseSha256 = name,
            SignedByKey = "k",
            Packages = [new CompiledIndex("main", "amd64", file, count)],
        });
        return this;
    }

    internal Resolution Resolve(ResolveOptions options, params string[] requests) =>
        new DebianResolver(Index, options).Resolve([.. requests.Select(request => new ResolveRequest(request))]);

    /// <summary>Names and versions chosen, with no policy.</summary>
    internal string Choose(params string[] requests) => Show(Resolve(Literally, requests));

    internal static ResolveOptions Literally { get; } = new()
    {
        Architecture = "amd64",
        Clock = new FixedClock(),
        Policy = ResolvePolicy.Literal,
    };

    internal static string Show(Resolution resolution) =>
        string.Join(", ", resolution.Packages.Select(package => $"{package.Record.Name} {package.Record.Version}"));

    public void Dispose()
    {
        _index?.Dispose();
        _directory.Dispose();
    }

    private static string Expand(string stanza)
    {
        string[] lines = stanza.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] words = lines[0].Split(' ');
        return $"Package: {words[0]}\nVersion: {words[1]}\nArchitecture: {(words.Length > 2 ? words[2] : "amd64")}\n"
            + string.Concat(lines[1..].Select(line => line + "\n"))
            + $"Filename: pool/{words[0]}.deb\nSize: 1\nSHA256: {new string('a', 64)}\n\n";
    }

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
