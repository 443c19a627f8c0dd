namespace Nuka.Cli.Frame;

/// <summary>What the process returns; the meaning of each is part of the command line's contract (docs/reference/exit-codes.md).</summary>
internal static class ExitCodes
{
    /// <summary>It was done.</summary>
    internal const int Done = 0;

    /// <summary>It could not be done, or a check found something.</summary>
    internal const int Failed = 1;

    /// <summary>The command was wrong.</summary>
    internal const int Usage = 2;

    /// <summary><c>exec</c> and <c>shell</c>: nuka itself failed before the program started.</summary>
    internal const int NotStarted = 125;

    /// <summary><c>exec</c> and <c>shell</c>: the program exists and cannot be executed.</summary>
    internal const int NotExecutable = 126;

    /// <summary><c>exec</c> and <c>shell</c>: there is no such program.</summary>
    internal const int NotFound = 127;

    /// <summary>A signal ended it: this plus the signal's number, as a shell says it.</summary>
    internal const int SignalBase = 128;

    /// <summary>Interrupted by the person (SIGINT).</summary>
    internal const int Interrupted = SignalBase + 2;
}
