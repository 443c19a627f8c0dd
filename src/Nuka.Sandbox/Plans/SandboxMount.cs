namespace Nuka.Sandbox.Plans;

/// <summary>One thing mounted over the root.</summary>
/// <param name="Target">Where, inside.</param>
public abstract record SandboxMount(string Target);
