using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;

namespace Nuka.Graft.Sources;

/// <summary>What is known of one release of an archive since its signed Release file was checked last.</summary>
public sealed record ReleaseState
{
    /// <summary>The base address as the source states it.</summary>
    public required string Uri { get; init; }

    /// <summary>The suite as the source states it.</summary>
    public required string Suite { get; init; }

    /// <summary>Base addresses that files can be had from, best first; one, unless the source is a list of mirrors.</summary>
    public ImmutableArray<string> Mirrors { get; init; } = [];

    /// <summary>Origin, as signed; empty if absent.</summary>
    public string Origin { get; init; } = "";

    /// <summary>Label, as signed; empty if absent.</summary>
    public string Label { get; init; } = "";

    /// <summary>Suite, as signed; empty if absent.</summary>
    public string SignedSuite { get; init; } = "";

    /// <summary>Codename, as signed; empty if absent.</summary>
    public string Codename { get; init; } = "";

    /// <summary>Version, as signed; empty if absent.</summary>
    public string Version { get; init; } = "";

    /// <summary>When the archive made it.</summary>
    public DateTimeOffset Date { get; init; }

    /// <summary>Until when the archive wants it to be believed; <see langword="null"/>: for ever.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>When it was last asked for and answered.</summary>
    public DateTimeOffset CheckedAt { get; init; }

    /// <summary>When its indexes were compiled.</summary>
    public DateTimeOffset IndexedAt { get; init; }

    /// <summary>SHA-256 of the signed text, 64 hexadecimal digits: names this snapshot of the archive.</summary>
    public required string ReleaseSha256 { get; init; }

    /// <summary>Fingerprint of the primary key that signed it.</summary>
    public required string SignedByKey { get; init; }

    /// <summary>NotAutomatic: its packages are taken only when asked for by name of the suite.</summary>
    public bool NotAutomatic { get; init; }

    /// <summary>ButAutomaticUpgrades: as <see cref="NotAutomatic"/>, but a package once taken is kept new from here.</summary>
    public bool ButAutomaticUpgrades { get; init; }

    /// <summary>The components that the source asked for.</summary>
    public ImmutableArray<string> Components { get; init; } = [];

    /// <summary>The architectures that the source asked for.</summary>
    public ImmutableArray<string> Architectures { get; init; } = [];

    /// <summary>Whether lists of contents were asked for; the archive may have none all the same.</summary>
    public bool WithContents { get; init; }

    /// <summary>Its compiled Packages files.</summary>
    public ImmutableArray<CompiledIndex> Packages { get; init; } = [];

    /// <summary>Its compiled Contents files.</summary>
    public ImmutableArray<CompiledIndex> Contents { get; init; } = [];

    /// <summary>Short name for people: <c>debian/bookworm</c>.</summary>
    [JsonIgnore]
    public string Name
    {
        get
        {
            string distribution = Codename.Length > 0 ? Codename : SignedSuite.Length > 0 ? SignedSuite : Suite;
            return Origin.Length > 0 ? $"{Origin.ToLowerInvariant().Replace(' ', '-')}/{distribution}" : distribution;
        }
    }

    /// <summary>How many packages it lists.</summary>
    [JsonIgnore]
    public int PackageCount => Packages.Sum(index => index.RowCount);

    /// <summary>For errors: <c>debian/bookworm (63 444 packages, indexed 3 hours ago)</c>.</summary>
    /// <param name="now">The present time.</param>
    public string Describe(DateTimeOffset now)
    {
        string count = PackageCount.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', ' ');
        return $"{Name} ({count} packages, indexed {Ago(now - IndexedAt)})";
    }

    private static string Ago(TimeSpan age) => age switch
    {
        { TotalMinutes: < 1 } => "just now",
        { TotalHours: < 1 } => Plural((int)age.TotalMinutes, "minute"),
        { TotalDays: < 1 } => Plural((int)age.TotalHours, "hour"),
        _ => Plural((int)age.TotalDays, "day"),
    };

    private static string Plural(int count, string unit) => $"{count.ToString(CultureInfo.InvariantCulture)} {unit}{(count == 1 ? "" : "s")} ago";
}
