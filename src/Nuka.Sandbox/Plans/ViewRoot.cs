namespace Nuka.Sandbox.Plans;

/// <summary>A root that stands ready as one directory (a cached hardlink view); bubblewrap needs no help of ours to bind it, read-only.</summary>
/// <param name="Directory">The directory on the host. It must exist when the plan is compiled: its names at the top are read.</param>
public sealed record ViewRoot(string Directory) : SandboxRoot;
