namespace Nuka.Build.Outputs.Instructions;

/// <summary>What was found in the code of one function, or of several that overlap.</summary>
/// <param name="Names">Their names.</param>
/// <param name="Address">Where the code begins.</param>
internal sealed record FunctionCode(IReadOnlyList<string> Names, ulong Address)
{
    /// <summary>The first place of each set above the level: its offset in the file.</summary>
    internal Dictionary<InstructionSet, long> Sets { get; } = [];

    /// <summary>Addresses that it computes.</summary>
    internal HashSet<ulong> Computed { get; } = [];

    /// <summary>Whether it is asked at load time which function a name stands for.</summary>
    internal bool IsResolver { get; init; }

    /// <summary>Whether it asks the processor what it can do.</summary>
    internal bool AsksProcessor { get; set; }

    /// <summary>Whether it could not be decoded to its end.</summary>
    internal bool IsUnread { get; set; }
}
