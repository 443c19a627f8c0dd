using System.Collections.Immutable;

namespace Nuka.Build.Sources;

/// <summary>One requirement of a pip's requirements file.</summary>
/// <param name="Name">The project's name.</param>
/// <param name="Version">The exact version.</param>
/// <param name="IsConditional">Whether it is wanted only on some machines.</param>
/// <param name="Sha256">What its files may hash to.</param>
internal sealed record PipRequirement(string Name, string Version, bool IsConditional, ImmutableArray<string> Sha256);
