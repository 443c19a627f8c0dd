namespace Nuka.Graft.Finish;

/// <summary>
/// A part of a tool's work that depends on nothing but the tool and this part's own input. Several are worked on in one run, where each could
/// see the others' inputs: so an input is only what lies at or below the unit's own path, which is no path that the tool itself reads.
/// </summary>
/// <param name="Path">Where the unit stands.</param>
/// <param name="Input">What the tool sees for it, besides what it always sees.</param>
/// <param name="Makes">Whether a path that the tool left was made of this input; no path is made of two.</param>
internal sealed record ToolUnit(string Path, ToolRoot Input, Predicate<string> Makes);
