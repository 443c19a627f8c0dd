namespace Nuka.Graft.Finish;

/// <summary>A part of a tool's work that depends on nothing but the tool and this part's own input.</summary>
/// <param name="Input">What the tool sees for it, besides what it always sees.</param>
/// <param name="Makes">Whether a path that the tool left was made of this input.</param>
internal sealed record ToolUnit(ToolRoot Input, Predicate<string> Makes);
