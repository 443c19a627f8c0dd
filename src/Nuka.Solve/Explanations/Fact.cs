namespace Nuka.Solve.Explanations;

/// <summary>A statement as a person would make it: what several versions of one package say alike is one fact.</summary>
/// <param name="Kind">What kind of statement.</param>
/// <param name="Name">The name of the owner; empty for a request.</param>
/// <param name="Text">What it says.</param>
internal sealed record Fact(FactKind Kind, string Name, string Text)
{
    /// <summary>The variables of the candidates that say so.</summary>
    internal HashSet<int> Owners { get; } = [];

    /// <summary>What is required, for a request or a need.</summary>
    internal Requirement? Requirement { get; init; }

    /// <summary>What is not wanted, for a conflict.</summary>
    internal Conflict? Conflict { get; init; }

    /// <summary>Two facts are one if they read alike.</summary>
    /// <param name="other">Another fact.</param>
    public bool Equals(Fact? other) => other is not null && Kind == other.Kind && Name == other.Name && Text == other.Text;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Name, Text);

    internal static Fact Of(Encoder encoder, int owner, Requirement requirement) => owner == Encoder.Root
        ? new Fact(FactKind.Request, "", requirement.Text) { Requirement = requirement, Owners = { owner } }
        : new Fact(FactKind.Need, NameOf(encoder, owner), requirement.Text) { Requirement = requirement, Owners = { owner } };

    internal static Fact Of(Encoder encoder, int owner, Conflict conflict) =>
        new(FactKind.Conflict, NameOf(encoder, owner), conflict.Text) { Conflict = conflict, Owners = { owner } };

    internal static Fact OfSlot(Encoder encoder, int variable) => new(FactKind.Slot, NameOf(encoder, variable), "") { Owners = { variable } };

    private static string NameOf(Encoder encoder, int variable) => encoder.Universe.WordsOf(encoder.CandidateOf(variable)).Name;
}
