namespace Nuka.Cli.Completions;

/// <summary>A kind of names that the completions ask <c>nuka complete</c> for; its word there is the name in lower case.</summary>
internal enum NameKind
{
    /// <summary>Packages of the archives, from the indexes that were fetched last.</summary>
    Package,

    /// <summary>Packages that the project's manifest names, or that its lock remembers.</summary>
    Named,

    /// <summary>Packages, runtimes and needs of the project's lock.</summary>
    Locked,

    /// <summary>Packages and runtimes of the project's lock, which can be chosen anew.</summary>
    Chosen,

    /// <summary>Programs of the project and of its environment, where the shell cannot see them.</summary>
    Program,

    /// <summary>Packages that came with nuka, and package files.</summary>
    Own,

    /// <summary>Packages that came with nuka, package files, and packages of the archives.</summary>
    Known,

    /// <summary>Packages of the profile.</summary>
    Installed,

    /// <summary>Packages of whose builds there are logs.</summary>
    Logged,
}
