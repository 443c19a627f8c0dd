using System.Collections.Immutable;

namespace Nuka.Cli.Frame;

/// <summary>All that the outside hands to one run of the command line. Tests make one; the process makes one by <see cref="SystemHost"/>.</summary>
internal sealed record Host
{
    /// <summary>Standard input.</summary>
    public required Stream Input { get; init; }

    /// <summary>Standard output: data, nothing else.</summary>
    public required Stream Output { get; init; }

    /// <summary>Standard error: talk.</summary>
    public required Stream Error { get; init; }

    /// <summary>The environment variables, by exact name.</summary>
    public required ImmutableDictionary<string, string> Environment { get; init; }

    /// <summary>The absolute working directory; <see langword="null"/> if it was removed meanwhile.</summary>
    public required string? WorkingDirectory { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Width of the terminal that standard error is, in columns; 0 if it is none. Asked again for each line drawn.</summary>
    public required Func<int> TerminalColumns { get; init; }

    /// <summary>Whether standard output is a terminal.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>The kernel's file on the processors.</summary>
    public string ProcessorFile { get; init; } = "/proc/cpuinfo";

    /// <summary>The directory that this program's own files lie in: its tools, native libraries and launcher.</summary>
    public required string ProgramDirectory { get; init; }

    /// <summary>Cancelled when the person interrupts.</summary>
    public CancellationToken Cancellation { get; init; }
}
