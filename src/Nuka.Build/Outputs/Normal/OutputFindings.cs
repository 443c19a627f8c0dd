namespace Nuka.Build.Outputs.Normal;

/// <summary>What was found that is refused, each a line for people.</summary>
internal sealed class OutputFindings
{
    internal List<string> OddFiles { get; } = [];

    internal List<string> Outside { get; } = [];

    internal List<string> ThinArchives { get; } = [];
}
