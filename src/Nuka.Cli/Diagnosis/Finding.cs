namespace Nuka.Cli.Diagnosis;

/// <summary>One thing that was looked at.</summary>
/// <param name="Part">The heading it stands under: <c>sandbox</c>.</param>
/// <param name="Name">Stable name, lower case with hyphens: <c>user-namespaces</c>.</param>
/// <param name="Standing">How it stands.</param>
/// <param name="Detail">What was found: one line, without a final period.</param>
/// <param name="Cure">What to do, beginning with what can be typed where there is such a thing; <see langword="null"/> when it works.</param>
internal sealed record Finding(string Part, string Name, Standing Standing, string Detail, string? Cure = null);
