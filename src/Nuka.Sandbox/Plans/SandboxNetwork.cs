namespace Nuka.Sandbox.Plans;

/// <summary>Which network a program sees.</summary>
public enum SandboxNetwork
{
    /// <summary>A loopback interface of its own and nothing else.</summary>
    None,

    /// <summary>The host's own network, loopback services included.</summary>
    Host,

    /// <summary>
    /// A network of its own that a user-mode stack connects with other machines (<see cref="InternetStack"/>): the host's loopback is another one.
    /// </summary>
    Internet,
}
