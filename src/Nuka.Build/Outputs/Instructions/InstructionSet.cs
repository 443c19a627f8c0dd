namespace Nuka.Build.Outputs.Instructions;

/// <summary>A set of instructions that processors have or have not.</summary>
/// <param name="Name">Its name: <c>SSE4.1</c>, <c>AVX2</c>.</param>
/// <param name="Level">
/// The lowest level of x86-64 that has it, 1 to 4, or <see cref="NoLevel"/>. Source: the psABI of x86-64, table "Micro-architecture levels".
/// </param>
public sealed record InstructionSet(string Name, int Level)
{
    /// <summary>The level of sets that no level has: a program must ask the processor for them.</summary>
    public const int NoLevel = 5;
}
