using System.Globalization;

namespace Nuka.Build.Outputs.Instructions;

/// <summary>Instructions of a set in a function of a file.</summary>
/// <param name="Output">The output's name.</param>
/// <param name="File">The file's path below the output's root, for people; with the member's name behind it in a static library.</param>
/// <param name="Function">The function's name; empty where the file names none.</param>
/// <param name="Offset">Where the first of them lies in the file, or in the member.</param>
/// <param name="Set">The set that it belongs to.</param>
public sealed record InstructionFinding(string Output, string File, string Function, long Offset, InstructionSet Set)
{
    /// <summary>Where it is: file and function.</summary>
    public string Place => $"{Output}: {File}: {(Function.Length == 0 ? "code without a name" : Function)}";

    /// <summary>What is there: <c>AVX2 (x86-64-v3) at byte 4711</c>.</summary>
    public string What => string.Create(
        CultureInfo.InvariantCulture, $"{Set.Name} ({(Set.Level == InstructionSet.NoLevel ? "in no level" : $"x86-64-v{Set.Level}")}) at byte {Offset}");
}
