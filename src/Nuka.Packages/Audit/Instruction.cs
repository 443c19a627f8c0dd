namespace Nuka.Packages.Audit;

/// <summary>One instruction of a compiled block, as <c>view ir</c> prints it.</summary>
/// <param name="Operation">What it does: <c>call</c>.</param>
/// <param name="Operands">What with, as printed, without the comment of jumps.</param>
internal sealed record Instruction(string Operation, string Operands);
