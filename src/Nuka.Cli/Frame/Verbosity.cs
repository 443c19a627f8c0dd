namespace Nuka.Cli.Frame;

/// <summary>How much is said on standard error.</summary>
internal enum Verbosity
{
    /// <summary>Errors only (<c>-q</c>).</summary>
    Quiet,

    /// <summary>Errors, notices and the progress of long work.</summary>
    Normal,

    /// <summary>Also each step (<c>-v</c>).</summary>
    Verbose,

    /// <summary>Also what only a developer of nuka can use: stack traces (<c>-vv</c>).</summary>
    Trace,
}
