namespace Nuka.Graft.Index;

/// <summary>
/// Orders candidates so that the first is what a person would choose: what the archive's package lists know, native before cross
/// tools, development packages first where something is built and last where something is run, then the shallower path and the
/// shorter name. Deterministic: what is left is ordered by name and path.
/// </summary>
internal sealed class ContentsRanking(Func<string, bool> isKnown, string libraryTriplet)
{
    private static readonly string[] ForeignWords = ["-cross", "mingw", "wasi", "-avr", "avr-", "dietlibc", "musl", "emscripten", "android", "klibc", "uclibc"];

    internal List<ContentsCandidate> Rank(IEnumerable<ContentsMatch> matches, bool wantsDevelopment, Func<string, int> pathRank) =>
        [.. matches
            .SelectMany(match => match.Packages.Select(package => (Candidate: new ContentsCandidate(package, match.Path), match.Path)))
            .OrderBy(item => isKnown(item.Candidate.Package) ? 0 : 1)
            .ThenBy(item => pathRank(item.Path))
            .ThenBy(item => IsForeign(item.Candidate.Package, item.Path) ? 1 : 0)
            .ThenBy(item => PackageRank(item.Candidate.Package, wantsDevelopment))
            .ThenBy(item => item.Path.Contains($"/{libraryTriplet}/", StringComparison.Ordinal) ? 0 : 1)
            .ThenBy(item => item.Path.Count(value => value == '/'))
            .ThenBy(item => item.Candidate.Package.Length)
            .ThenBy(item => item.Candidate.Package, StringComparer.Ordinal)
            .ThenBy(item => item.Path, StringComparer.Ordinal)
            .Select(item => item.Candidate)
            .DistinctBy(candidate => candidate.Package)];

    private static bool IsForeign(string package, string path) =>
        Array.Exists(ForeignWords, word => package.Contains(word, StringComparison.Ordinal))
        || path.Contains("mingw", StringComparison.Ordinal);

    private static int PackageRank(string package, bool wantsDevelopment)
    {
        bool isDevelopment = package.EndsWith("-dev", StringComparison.Ordinal);
        bool isDebug = package.EndsWith("-dbg", StringComparison.Ordinal) || package.EndsWith("-dbgsym", StringComparison.Ordinal);
        return isDebug ? 2 : isDevelopment == wantsDevelopment ? 0 : 1;
    }
}
