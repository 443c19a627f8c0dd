namespace Nuka.Sandbox.Plans;

/// <summary>A symbolic link made inside an earlier <see cref="TemporaryMount"/>.</summary>
/// <param name="Target">Where, inside.</param>
/// <param name="Content">What the link says.</param>
public sealed record SymlinkMount(string Target, string Content) : SandboxMount(Target);
