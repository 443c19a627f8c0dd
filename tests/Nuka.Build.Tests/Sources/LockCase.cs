namespace Nuka.Build.Tests.Sources;

/// <summary>One package manager in the tests that hold for all: what a registry serves, a lock that names it, and the manager itself.</summary>
internal abstract class LockCase
{
    internal static string[] Managers => ["npm", "nuget", "pip", "cargo", "go"];

    /// <summary>The manager, as <c>lock</c> calls it.</summary>
    internal abstract string Manager { get; }

    /// <summary>The name of its lock files.</summary>
    internal abstract string LockName { get; }

    /// <summary>A lock that names two things, in an order or in another one.</summary>
    internal abstract string Lock(bool isReversed = false);

    /// <summary>A lock whose digests are missing or too weak.</summary>
    internal abstract IReadOnlyList<string> Undigested { get; }

    /// <summary>Locks that are none, or that name what leads elsewhere.</summary>
    internal abstract IReadOnlyList<string> Hostile { get; }

    /// <summary>The path on the server of a file that the lock names.</summary>
    internal abstract string ServedFile { get; }

    /// <summary>Another file in the place of a served one, which only its digest tells apart.</summary>
    internal virtual byte[] Change(byte[] served) => [.. served, 0];

    /// <summary>Lets the server have everything that the lock names, and the machine know the server.</summary>
    internal abstract void Serve(SourceBench bench);

    /// <summary>Lets the real manager install by the lock, with what the build sees of it and no network.</summary>
    /// <param name="bench">The bench.</param>
    /// <param name="source">The directory in which the build sees the tree.</param>
    /// <param name="variables">The build's variables.</param>
    /// <returns>What was installed, to be compared with <see cref="Installed"/>; <see langword="null"/> if the manager is not on this machine.</returns>
    internal abstract string? Install(SourceBench bench, string source, IReadOnlyDictionary<string, string> variables);

    /// <summary>What the manager must have installed.</summary>
    internal abstract string Installed { get; }

    internal static LockCase Of(string manager) => manager switch
    {
        "npm" => new NpmLockCase(),
        "nuget" => new NuGetLockCase(),
        "pip" => new PipLockCase(),
        "cargo" => new CargoLockCase(),
        "go" => new GoLockCase(),
        _ => throw new ArgumentOutOfRangeException(nameof(manager)),
    };
}
