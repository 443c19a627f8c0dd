using Nuka.Platform.Errors;

namespace Nuka.Build.Sources;

/// <summary>The lock file of a language's package manager, as it was taken into the store.</summary>
/// <param name="Path">Its path beside the package file, for people.</param>
/// <param name="Content">Its bytes.</param>
/// <param name="Package">The package that is built by it, for people.</param>
/// <param name="Platform">The machine that builds: <c>linux/x86_64</c>.</param>
internal sealed record LockFile(string Path, byte[] Content, string Package, string Platform)
{
    /// <summary>Largest lock file that is read. The longest known, of whole monorepos, have 10 MiB.</summary>
    internal const int LimitBytes = 64 << 20;

    /// <summary>Most files that one may name: ten times what the largest known do.</summary>
    internal const int FileCount = 100_000;

    /// <summary>Says that it cannot be used.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="hint">What to do.</param>
    /// <param name="line">Its line, if one is known.</param>
    internal NukaException Bad(string reason, string hint, int line = 0) => new Problem("build/bad-lock", "nothing can be fetched by the lock file")
    {
        Place = new Place(Path, line, 0),
        Reasons = [reason],
        Hints = [hint],
    }.ToException();
}
