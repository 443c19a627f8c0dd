using System.Collections.Immutable;
using Nuka.Projects.Discovery.Npm;

namespace Nuka.Projects.Discovery;

/// <summary>What is to be looked at.</summary>
public sealed record ScanRequest
{
    /// <summary>The project's absolute directory.</summary>
    public required string ProjectDirectory { get; init; }

    /// <summary>The absolute directory in which the command runs: the project's, where nothing else is said.</summary>
    public string WorkingDirectory
    {
        get => field ?? ProjectDirectory;
        init;
    }

    /// <summary>The command that is to run, or nothing.</summary>
    public ImmutableArray<string> Command { get; init; } = [];

    /// <summary>Opens packages of npm that are yet to be installed; <see langword="null"/> to look at what lies in the project alone.</summary>
    public INpmRegistry? NpmRegistry { get; init; }

    /// <summary>The machine in npm's words: <c>x64</c>, <c>arm64</c>.</summary>
    public string Architecture { get; init; } = "x64";
}
