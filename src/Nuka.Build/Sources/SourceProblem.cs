using System.Collections.Immutable;
using Nuka.Platform.Errors;

namespace Nuka.Build.Sources;

/// <summary>Makes the errors of sources.</summary>
internal static class SourceProblem
{
    internal static NukaException NoSource(string name, string package, IEnumerable<string> reasons, ImmutableArray<string> hints, Exception? inner = null) =>
        new Problem("build/no-source", $"the source {name} of {package} cannot be had") { Reasons = [.. reasons], Hints = hints }.ToException(inner);

    internal static NukaException BadArchive(string path, string reason, Exception? inner = null) =>
        new Problem("build/bad-archive", $"the archive holds '{path}', {reason}")
        {
            Hints = ["look at it before anything else is done with it: whoever made it can have meant harm   try: tar -tvf FILE"],
        }.ToException(inner);

    internal static NukaException NoArchive(string reason, Exception? inner = null) =>
        new Problem("build/no-archive", "what is to be unpacked is no archive that nuka knows")
        {
            Reasons = [reason],
            Hints = ["leave --unpack out, and the build finds the file itself"],
        }.ToException(inner);

    /// <summary>Whether an archive is to blame.</summary>
    internal static bool IsOfArchive(NukaException error) =>
        error.Problem.Code.StartsWith("build/", StringComparison.Ordinal) || error.Problem.Code.StartsWith("content/", StringComparison.Ordinal);

    /// <summary>The same problem with the source's name behind its reasons.</summary>
    internal static NukaException In(string name, string package, NukaException problem) =>
        (problem.Problem with { Reasons = [.. problem.Problem.Reasons, $"it was found in {name}, a source of {package}"] }).ToException(problem);
}
