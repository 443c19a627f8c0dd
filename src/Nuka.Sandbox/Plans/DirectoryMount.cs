namespace Nuka.Sandbox.Plans;

/// <summary>A directory made inside an earlier <see cref="TemporaryMount"/>.</summary>
/// <param name="Target">Where, inside.</param>
/// <param name="Mode">Its permission bits.</param>
public sealed record DirectoryMount(string Target, uint Mode = 0x1ED) : SandboxMount(Target);
