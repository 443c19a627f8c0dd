namespace Nuka.Environments.Permissions;

/// <summary>What a permission is about. The words that people write for each are in <see cref="PermissionGrammar"/>.</summary>
public enum PermissionKind
{
    /// <summary>Reaching other machines: <c>host</c>, <c>none</c> or <c>internet</c>. A set holds exactly one.</summary>
    Network,

    /// <summary>A file or directory outside the project; the value ends in <c>:ro</c> or <c>:rw</c>.</summary>
    Path,

    /// <summary>A variable of the caller's environment, by name.</summary>
    Variable,

    /// <summary>A class of devices: <c>gpu</c>, <c>audio</c> or <c>input</c>.</summary>
    Device,

    /// <summary>The graphical session: <c>wayland</c> or <c>x11</c>.</summary>
    Display,

    /// <summary>A name on the session bus that may be called.</summary>
    SessionBus,

    /// <summary>A name on the system bus that may be called.</summary>
    SystemBus,

    /// <summary>The desktop's portals, which ask the person before they give anything.</summary>
    Portals,

    /// <summary>Making user namespaces inside: what a browser's or a build tool's own sandbox needs.</summary>
    UserNamespaces,

    /// <summary>Changing <c>.git/config</c> and <c>.git/hooks</c>, which run outside the sandbox later.</summary>
    GitConfig,

    /// <summary>A port on this machine that is published from an <c>internet</c> network, as a number.</summary>
    Port,
}
