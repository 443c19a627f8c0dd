namespace Nuka.Sandbox.Plans;

/// <summary>One way to make the root directory of a sandbox.</summary>
public abstract record SandboxRoot
{
    private protected SandboxRoot()
    {
    }
}
