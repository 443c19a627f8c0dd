namespace Nuka.Sandbox.Probing;

/// <summary>One thing that sandboxes need, how this machine stands to it, and what to do.</summary>
/// <param name="Name">Stable name, lower case with hyphens: <c>user-namespaces</c>.</param>
/// <param name="State">How it stands.</param>
/// <param name="Detail">What was found, one line, for a person.</param>
/// <param name="Cure">
/// What to do, one line that begins with what can be typed where there is such a thing; <see langword="null"/> when it works.
/// </param>
public sealed record SandboxFinding(string Name, FindingState State, string Detail, string? Cure = null);
