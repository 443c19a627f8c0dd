namespace Nuka.Build.Safety;

/// <summary>A program of an output, and what is known of its code.</summary>
/// <param name="Output">The output's name.</param>
/// <param name="Path">Its path there: <c>usr/bin/jq</c>.</param>
/// <param name="IsStatic">Whether it needs nothing beside itself.</param>
/// <param name="WhyUnsafe">Why it may hold code that is not memory-safe; <see langword="null"/> if it holds none.</param>
internal sealed record JudgedProgram(string Output, string Path, bool IsStatic, string? WhyUnsafe);
