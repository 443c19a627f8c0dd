using System.Collections.Immutable;
using System.Globalization;
using Nuka.Content.Trees;
using Nuka.Formats.Nuon;
using Nuka.Graft.Download;
using Nuka.Packages.Identity;
using Nuka.Platform.Errors;

namespace Nuka.Build.Sources;

/// <summary>One source as a package's record has it (specs/pir.md).</summary>
internal sealed record SourceRecord
{
    /// <summary><c>fetch</c>, <c>local</c> or <c>lock</c>.</summary>
    internal required string Kind { get; init; }

    /// <summary>Of something fetched: what its bytes must hash to.</summary>
    internal Checksum? Checksum { get; init; }

    /// <summary>Of something fetched: whether the build sees what is in it.</summary>
    internal bool IsUnpacked { get; init; }

    /// <summary>Of something fetched that is not unpacked: the file's name.</summary>
    internal string Name { get; init; } = "";

    /// <summary>Of something fetched: where it may be had.</summary>
    internal ImmutableArray<string> Addresses { get; init; } = [];

    /// <summary>Of something local or a lock: the tree.</summary>
    internal Cid Cid { get; init; }

    /// <summary>Of a lock: whose it is.</summary>
    internal string Manager { get; init; } = "";

    /// <summary>Of something local or a lock: its path beside the package file.</summary>
    internal string Path { get; init; } = "";

    /// <summary>Reads the sources of a package.</summary>
    /// <exception cref="NukaException"><c>build/bad-source</c>.</exception>
    internal static ImmutableArray<SourceRecord> ReadAll(PackageIr package)
    {
        NuonRecord[] identities = Records(package.Identity);
        NuonRecord[] places = Records(package.About);
        return identities.Length == places.Length
            ? [.. identities.Zip(places, Read)]
            : throw Bad(string.Create(CultureInfo.InvariantCulture, $"there are {identities.Length} of them and {places.Length} places"));
    }

    private static SourceRecord Read(NuonRecord identity, NuonRecord place)
    {
        string kind = Text(identity, "kind");
        if (kind == "fetch")
        {
            bool isUnpacked = Value<NuonBoolean>(identity, "unpack").Value;
            return new SourceRecord
            {
                Kind = kind,
                Checksum = Checksum.TryReadSha256(Text(identity, "sha256")) ?? throw Bad("its `sha256` is none"),
                IsUnpacked = isUnpacked,
                Name = isUnpacked ? "" : Text(identity, "name"),
                Addresses = [.. Value<NuonList>(place, "addresses").Items.Select(one => (one as NuonString)?.Value ?? throw Bad("an address is no text"))],
            };
        }

        return kind is not ("local" or "lock") ? throw Bad($"`{kind}` is no kind of source") : new SourceRecord
        {
            Kind = kind,
            Cid = Cid.TryParse(Text(identity, "cid"), out Cid cid) && cid.Kind == ContentKind.Tree ? cid : throw Bad("its `cid` is no name of a tree"),
            Manager = kind == "lock" ? Text(identity, "manager") : "",
            Path = Text(place, "path"),
        };
    }

    private static NuonRecord[] Records(NuonRecord part) =>
        [.. Value<NuonList>(part, "sources").Items.Select(one => one as NuonRecord ?? throw Bad("a source is no record"))];

    private static string Text(NuonRecord record, string field) => Value<NuonString>(record, field).Value;

    private static T Value<T>(NuonRecord record, string field)
        where T : NuonValue =>
        record.TryGet(field, out NuonValue? value) && value is T typed ? typed : throw Bad($"there is no `{field}`, or one of another type");

    private static NukaException Bad(string reason) => new Problem("build/bad-source", "what a package says of its sources cannot be read")
    {
        Reasons = [reason],
        Hints = ["evaluate the package file again   try: nuka eval FILE"],
    }.ToException();
}
