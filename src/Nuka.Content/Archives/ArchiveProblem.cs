using System.Globalization;
using Nuka.Platform.Errors;

namespace Nuka.Content.Archives;

/// <summary>Makes the errors of this folder, so that one mistake reads the same in every reader.</summary>
internal static class ArchiveProblem
{
    internal static NukaException Limit(string limit, string what, long allowed) =>
        new Problem("content/archive-limit", string.Create(CultureInfo.InvariantCulture, $"the archive {what}: more than {allowed}"))
        {
            Reasons = [$"the limit {limit} keeps a hostile archive from filling the memory or the disk"],
            Hints = ["if you trust it, unpack it elsewhere   try: nuka store add DIR"],
        }.ToException();

    internal static NukaException Truncated(string what) =>
        new Problem("content/archive-truncated", $"the {what} ends before its end mark")
        {
            Hints = ["fetch the file again"],
        }.ToException();

    internal static NukaException Corrupt(string what, string reason) =>
        new Problem("content/archive-corrupt", $"the {what} is damaged")
        {
            Reasons = [reason],
            Hints = ["fetch the file again"],
        }.ToException();

    internal static NukaException Trailing(string what) =>
        new Problem("content/archive-trailing", $"something follows the end of the {what}")
        {
            Reasons = ["bytes that one reader skips and another reads can hide files, so they are refused"],
            Hints = ["fetch the file again; if it stays so, whoever made it has to make it anew"],
        }.ToException();

    internal static NukaException Unsupported(string what) =>
        new Problem("content/archive-unsupported", $"the archive holds {what}, which is not supported")
        {
            Hints = ["unpack it with the program that made it   try: nuka store add DIR"],
        }.ToException();
}
