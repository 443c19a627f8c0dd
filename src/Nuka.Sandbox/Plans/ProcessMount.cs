namespace Nuka.Sandbox.Plans;

/// <summary>The proc file system of the sandbox's own process namespace.</summary>
/// <param name="Target">Where, inside: <c>/proc</c>.</param>
public sealed record ProcessMount(string Target = "/proc") : SandboxMount(Target);
