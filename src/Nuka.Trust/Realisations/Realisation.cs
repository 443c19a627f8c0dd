using System.Collections.Immutable;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Formats.Nuon;

namespace Nuka.Trust.Realisations;

/// <summary>
/// What came of a build: under a build key, an output is this tree, and needs these others when it runs. The canonical text of it is what is signed
/// (specs/realisation.md). When, where and by whom it was built is not in it, so that everybody who builds the same signs the same bytes.
/// </summary>
public sealed class Realisation : IEquatable<Realisation>
{
    /// <summary>Makes the statement.</summary>
    /// <param name="buildKey">The build key.</param>
    /// <param name="output">The output's name: small letters and digits, a letter first, at most 16.</param>
    /// <param name="tree">The tree that came out.</param>
    /// <param name="runs">The trees that are needed when it runs, in any order, itself left out.</param>
    /// <exception cref="ArgumentException">The output's name is none, or there are more than <see cref="RealisationLimits.RunReferences"/>.</exception>
    public Realisation(Digest buildKey, string output, Digest tree, IEnumerable<Digest> runs)
    {
        BuildKey = buildKey;
        Output = RealisationLimits.IsOutput(output) ? output : throw new ArgumentException($"`{output}` is no output", nameof(output));
        Tree = tree;
        Runs = [.. runs.Where(run => run != tree).Distinct().Order()];
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Runs.Length, RealisationLimits.RunReferences, nameof(runs));
    }

    /// <summary>The build key.</summary>
    public Digest BuildKey { get; }

    /// <summary>The output's name.</summary>
    public string Output { get; }

    /// <summary>The tree that came out.</summary>
    public Digest Tree { get; }

    /// <summary>The name of that tree.</summary>
    public Cid Cid => Cid.OfTree(Tree);

    /// <summary>The run references: the trees that are needed when it runs, in the order of their digests, each once.</summary>
    public ImmutableArray<Digest> Runs { get; }

    /// <summary>The canonical text, which is what is signed.</summary>
    public byte[] Encode() => NuonText.WriteCanonical(new NuonRecord(
    [
        new NuonField("build-key", new NuonString(Base32.Write(BuildKey.ToArray()))),
        new NuonField("cid", new NuonString(Cid.ToString())),
        new NuonField("output", new NuonString(Output)),
        new NuonField("runs", new NuonList([.. Runs.Select(run => (NuonValue)new NuonString(Cid.OfTree(run).ToString()))])),
    ]));

    /// <inheritdoc/>
    public bool Equals(Realisation? other) =>
        other is not null && BuildKey == other.BuildKey && Output == other.Output && Tree == other.Tree && Runs.AsSpan().SequenceEqual(other.Runs.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Realisation);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(BuildKey, Output, Tree);

    /// <summary>The canonical text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Encode());
}
