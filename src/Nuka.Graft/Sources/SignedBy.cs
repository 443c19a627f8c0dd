using System.Collections.Immutable;

namespace Nuka.Graft.Sources;

/// <summary>Which keys may sign for a source. All empty: the keys that the machine trusts for every source.</summary>
public sealed record SignedBy
{
    /// <summary>Any key that the machine trusts for every source.</summary>
    public static SignedBy AnyTrusted { get; } = new();

    /// <summary>Absolute paths of keyring files.</summary>
    public ImmutableArray<string> KeyringPaths { get; init; } = [];

    /// <summary>Fingerprints of 40 or more upper-case hexadecimal digits; a final <c>!</c> means this very key and no subkey of it.</summary>
    public ImmutableArray<string> Fingerprints { get; init; } = [];

    /// <summary>An armoured key block that stands in the source itself; empty if there is none.</summary>
    public string InlineKey { get; init; } = "";
}
