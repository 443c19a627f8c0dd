namespace Nuka.Sandbox.Plans;

/// <summary>Which network a program sees.</summary>
public enum SandboxNetwork
{
    /// <summary>A loopback interface of its own and nothing else.</summary>
    None,

    /// <summary>The host's own network, loopback services included.</summary>
    Host,

    /// <summary>
    /// The internet through a user-mode stack, without the host's loopback services; refused by name (<c>sandbox/no-user-network</c>) until
    /// nuka can start one.
    /// </summary>
    Internet,
}
