using System.Collections.Immutable;

namespace Nuka.Environments.Exec;

/// <summary>Where the programs of a root lie.</summary>
public static class ProgramDirectories
{
    /// <summary>The directories, below the top of a root, in the order in which programs are sought in them; its <c>/sbin</c> and <c>/bin</c> are links to two of them.</summary>
    public static ImmutableArray<string> All { get; } = ["usr/local/sbin", "usr/local/bin", "usr/sbin", "usr/bin"];

    /// <summary>The value of <c>PATH</c> inside.</summary>
    public static string SearchPath { get; } = string.Join(':', All.AddRange("sbin", "bin").Select(directory => "/" + directory));
}
