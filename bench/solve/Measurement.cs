namespace Nuka.Bench.Solve;

/// <summary>One request, answered by both.</summary>
/// <param name="Name">The package asked for.</param>
/// <param name="Milliseconds">How long nuka took, the index being open.</param>
/// <param name="Ours">The names nuka chose; <see langword="null"/> if it says that it cannot be.</param>
/// <param name="Theirs">The names apt chose; <see langword="null"/> if it found nothing or was not asked.</param>
/// <param name="Faults">What the judges found wrong.</param>
internal sealed record Measurement(string Name, double Milliseconds, HashSet<string>? Ours, HashSet<string>? Theirs, string[] Faults);
