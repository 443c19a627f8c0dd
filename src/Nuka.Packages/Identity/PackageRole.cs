namespace Nuka.Packages.Identity;

/// <summary>What a package is to another one.</summary>
public enum PackageRole
{
    /// <summary>There while the other one is built, for the machine that the result runs on.</summary>
    Package,

    /// <summary>There while the other one is built, for the machine that builds.</summary>
    Tool,

    /// <summary>Needed when the result runs, beside what is found in it.</summary>
    Run,
}
