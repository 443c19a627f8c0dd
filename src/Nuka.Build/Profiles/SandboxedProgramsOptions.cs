using Nuka.Build.Roots;
using Nuka.Environments.Exec;
using Nuka.Platform.State;
using Nuka.Store;

namespace Nuka.Build.Profiles;

/// <summary>What programs of a profile are started with.</summary>
public sealed record SandboxedProgramsOptions
{
    /// <summary>The store.</summary>
    public required ContentStore Store { get; init; }

    /// <summary>The state directory; programs do not see it.</summary>
    public required StateDirectory State { get; init; }

    /// <summary>The programs that make sandboxes.</summary>
    public required SandboxTools Tools { get; init; }

    /// <summary>The lowest runtime, which lies below every package; something keeps its trees. Brought here when the first program asks for it.</summary>
    public required Lazy<RealisedRuntime> Runtime { get; init; }

    /// <summary>The caller's home directory, an absolute path.</summary>
    public required string HomeDirectory { get; init; }

    /// <summary>The caller's name.</summary>
    public required string UserName { get; init; }

    /// <summary>Whether the caller is root.</summary>
    public bool IsRoot { get; init; }
}
