using Nuka.Formats.Nuon;

namespace Nuka.Packages.Evaluation;

/// <summary>A package file that is to be evaluated.</summary>
/// <param name="Source">The file.</param>
/// <param name="Options">The values of options of its <c>main</c>; switches are booleans.</param>
public sealed record EvaluationRequest(PackageSource Source, NuonRecord Options);
