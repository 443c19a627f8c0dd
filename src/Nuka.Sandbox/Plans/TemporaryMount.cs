namespace Nuka.Sandbox.Plans;

/// <summary>An empty writable directory in memory, gone with the sandbox.</summary>
/// <param name="Target">Where, inside.</param>
/// <param name="Mode">Its permission bits.</param>
public sealed record TemporaryMount(string Target, uint Mode = 0x1ED) : SandboxMount(Target);
