using System.Collections.Immutable;
using Nuka.Projects.Locks;

namespace Nuka.Projects.Answers;

/// <summary>The packages that answer a project's needs.</summary>
/// <param name="Needs">Every need with its package; optional ones that nothing answers have none.</param>
/// <param name="Packages">The packages, each once, in ordinal order.</param>
/// <param name="Notes">Needs that no archive answers, one line each: the project may bring them itself.</param>
public sealed record NeedAnswers(ImmutableArray<LockedNeed> Needs, ImmutableArray<string> Packages, ImmutableArray<string> Notes);
