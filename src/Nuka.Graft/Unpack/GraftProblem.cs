using Nuka.Platform.Errors;

namespace Nuka.Graft.Unpack;

/// <summary>Makes the errors of unpacking.</summary>
internal static class GraftProblem
{
    private const string Foreign = "tell whoever runs its archive; another version may be sound   try: nuka lock --replace PKG";
    private const string Hostile = "do not install it elsewhere before somebody has looked at it: whoever made it can have meant harm";

    internal static NukaException BadPackage(string reason, Exception? inner = null) =>
        new Problem("graft/bad-package", "the file is not a package as its kind of archive has them") { Reasons = [reason], Hints = [Foreign] }.ToException(inner);

    internal static NukaException Escape(string path, string reason) =>
        new Problem("graft/path-escape", $"the package holds the path {path}, which leads out of its tree") { Reasons = [reason], Hints = [Hostile] }.ToException();

    internal static NukaException BadPath(string path, string reason) =>
        new Problem("graft/bad-path", $"the package holds the path {path}, which no tree can hold") { Reasons = [reason], Hints = [Foreign] }.ToException();

    internal static NukaException Duplicate(string path, string reason) =>
        new Problem("graft/duplicate-entry", $"the package holds {path} twice") { Reasons = [reason], Hints = [Foreign] }.ToException();

    internal static NukaException ThroughLink(string path, NukaException inner) =>
        new Problem("graft/path-through-link", $"the package holds the path {path}, which leads through something that is no directory")
        {
            Reasons = [inner.Problem.Message],
            Hints = [Hostile],
        }.ToException(inner);

    internal static NukaException BadLink(string path, string reason) =>
        new Problem("graft/bad-link", $"the package holds the link {path}, which cannot be made") { Reasons = [reason], Hints = [Hostile] }.ToException();

    /// <summary>The file is another one than was promised: by an archive's signed index, a registry, or a lock.</summary>
    internal static NukaException WrongDigest(string file, ReadOnlySpan<byte> actual, ReadOnlySpan<byte> promised, Exception? inner = null) =>
        new Problem("graft/wrong-digest", $"{System.IO.Path.GetFileName(file)} is not the file that it should be")
        {
            Reasons = [$"its SHA-256 is {Convert.ToHexStringLower(actual)}", $"it should be {Convert.ToHexStringLower(promised)}"],
            Hints = ["remove the file, so that it is fetched again"],
        }.ToException(inner);

    /// <summary>The same problem with the package's name in front of its reasons.</summary>
    internal static NukaException In(string file, NukaException problem) =>
        (problem.Problem with { Reasons = [.. problem.Problem.Reasons, $"it was found in {System.IO.Path.GetFileName(file)}"] }).ToException(problem);
}
