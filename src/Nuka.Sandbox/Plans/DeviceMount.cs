namespace Nuka.Sandbox.Plans;

/// <summary>A device directory with null, zero, full, random, urandom, tty, and terminals of its own.</summary>
/// <param name="Target">Where, inside: <c>/dev</c>.</param>
public sealed record DeviceMount(string Target = "/dev") : SandboxMount(Target);
