using System.CommandLine;

namespace Nuka.Cli.Frame;

/// <summary>The option <c>--trust KEY</c> of every command that takes over what others built.</summary>
internal static class TrustOption
{
    /// <summary>Makes it.</summary>
    internal static Option<string[]> Create() => new("--trust")
    {
        HelpName = "KEY",
        Description = "Let what KEY signed count this once; may be given several times",
        DefaultValueFactory = _ => [],
    };
}
