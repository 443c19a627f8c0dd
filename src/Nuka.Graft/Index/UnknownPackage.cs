using System.Collections.Immutable;
using Nuka.Graft.Resolve;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Index;

/// <summary>The error that no archive has a package of a name: with what was asked, and the names that may have been meant.</summary>
public static class UnknownPackage
{
    private const int SuggestionCount = 2;

    /// <summary>Makes the problem <c>graft/unknown-package</c>.</summary>
    /// <param name="index">The packages that were looked through.</param>
    /// <param name="name">The name that none has.</param>
    /// <param name="now">The present time, for the ages of the indexes.</param>
    /// <param name="place">Where the name is written; <see langword="null"/> if it was typed.</param>
    public static Problem Of(PackageIndex index, string name, DateTimeOffset now, Place? place = null)
    {
        ImmutableArray<string> near = NameSuggester.Suggest(name, index.All().Select(record => record.Name), SuggestionCount);
        string word = NameSuggester.StemOf(near.IsEmpty ? name : near[0]);
        word = word.StartsWith("lib", StringComparison.Ordinal) && word.Length > 4 ? word[3..] : word;
        string question = near.IsEmpty ? "look for it" : $"did you mean {string.Join(" or ", near.Select(other => $"`{other}`"))}?";
        return new Problem("graft/unknown-package", $"no archive has a package named `{name}`")
        {
            Place = place,
            Reasons = [.. index.Releases.Select(release => $"asked: {release.Describe(now)}")],
            Hints = [$"{question}   try: nuka search {word}"],
        };
    }
}
