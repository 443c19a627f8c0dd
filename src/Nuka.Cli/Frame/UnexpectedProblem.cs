using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Cli.Frame;

/// <summary>Words for an exception that no room turned into a problem: the system's refusals by name, everything else as a fault of nuka.</summary>
internal static class UnexpectedProblem
{
    /// <summary>The problem to show.</summary>
    internal static Problem From(Exception exception) => exception switch
    {
        FileError { Number: ErrorNumbers.NoSpace or ErrorNumbers.Quota } error => DiskFull(error.Message),
        IOException error when (error.HResult & 0xffff) is ErrorNumbers.NoSpace or ErrorNumbers.Quota => DiskFull(error.Message),
        FileError { Number: ErrorNumbers.AccessDenied or ErrorNumbers.NotPermitted or ErrorNumbers.ReadOnly } error => Refused(error.Message),
        UnauthorizedAccessException error => Refused(error.Message),
        IOException error => new Problem("nuka/input-output", $"the system refused a file operation: {FirstLine(error.Message)}")
        {
            Hints = ["try again with -vv to see where"],
        },
        _ => new Problem("nuka/internal", "nuka itself is at fault: an error that it should have foreseen")
        {
            Reasons = [$"{exception.GetType().Name}: {FirstLine(exception.Message)}"],
            Hints = ["try again with -vv and report what it prints"],
        },
    };

    private static Problem DiskFull(string detail) => new("nuka/disk-full", "the disk is full; nothing that existed was lost")
    {
        Reasons = [FirstLine(detail)],
        Hints = ["make room there; what nuka keeps can be on another disk   try: nuka --state DIR …"],
    };

    private static Problem Refused(string detail) => new("nuka/not-permitted", "the system did not permit a file operation")
    {
        Reasons = [FirstLine(detail)],
        Hints = ["look whose it is, and what it is on", "if it is in the state directory   try: nuka doctor"],
    };

    private static string FirstLine(string text)
    {
        int end = text.AsSpan().IndexOfAny('\r', '\n');
        return (end < 0 ? text : text[..end]).TrimEnd('.');
    }
}
