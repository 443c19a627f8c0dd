using System.Collections.Immutable;
using System.Globalization;
using Nuka.Formats.Nuon;
using Nuka.Packages.Identity;
using Nuka.Platform.Errors;

namespace Nuka.Packages.Evaluation;

/// <summary>
/// Looks at packages more closely than evaluating does: tells of everything that they must not do, not only of the first, and evaluates them and all that they
/// name twice, under conditions that differ in all that must not matter.
/// </summary>
/// <param name="set">The packages that there are.</param>
/// <param name="tools">The programs that evaluating takes.</param>
/// <param name="target">What is built for.</param>
public sealed class PackageCheck(PackageSet set, EvaluatorTools tools, PackageTarget target)
{
    private const int LongestText = 200;

    /// <summary>Checks packages.</summary>
    /// <param name="packages">Their names in the set, and the options that are asked for.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>Everything that is wrong: <c>packages/impure</c>, <c>packages/failed</c>, <c>packages/unstable</c>; none if nothing is.</returns>
    /// <exception cref="NukaException">What evaluating throws of a package that is named by these.</exception>
    public async Task<ImmutableArray<Problem>> RunAsync(IReadOnlyList<(string Name, NuonRecord Options)> packages, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(packages);
        List<Problem> problems = [];
        foreach (string name in packages.Select(package => package.Name).Distinct(StringComparer.Ordinal))
        {
            problems.AddRange(Audit(name, cancellation));
        }

        if (problems.Count > 0)
        {
            return [.. problems];
        }

        DraftShelf usual = new(set, tools, target, cache: null);
        DraftShelf other = new(set, tools with { Conditions = EvaluationConditions.Other }, target, cache: null);
        await usual.CollectAsync(packages, cancellation);
        await other.CollectAsync(packages, cancellation);
        return [.. usual.All.Zip(other.All).SelectMany(pair => Compare(pair.First, pair.Second))];
    }

    private ImmutableArray<Problem> Audit(string name, CancellationToken cancellation)
    {
        try
        {
            return new PackageEvaluator(tools, target).Audit(set.Read(name), set.Nameable, cancellation);
        }
        catch (NukaException error) when (error.Problem.Code is "packages/failed" or "packages/unknown-package" or "packages/too-long")
        {
            return [error.Problem];
        }
    }

    private static IEnumerable<Problem> Compare(ShelvedDraft usual, ShelvedDraft other) => Differences(usual.Printed, other.Printed, usual.Source.Name)
        .Select(one => new Problem("packages/unstable", $"`{one.Path}` is not the same under other conditions")
        {
            Place = usual.Source.AtWord(one.Usual is NuonString { Value: { Length: > 0 } text } ? text : "derivation") is { Line: > 0 } place
                ? place
                : usual.Source.AtWord("derivation"),
            Reasons = [$"once it was {Short(one.Usual)}", $"then it was {Short(one.Other)}"],
            Hints = ["report it, with the package file: what can differ should have been refused before it ran"],
        });

    /// <summary>The innermost values that differ, each with its path.</summary>
    internal static IEnumerable<(string Path, NuonValue? Usual, NuonValue? Other)> Differences(NuonValue? usual, NuonValue? other, string path)
    {
        if (usual is NuonRecord left && other is NuonRecord right && left.Fields.Select(field => field.Name).SequenceEqual(right.Fields.Select(field => field.Name)))
        {
            return left.Fields.Zip(right.Fields).SelectMany(pair => Differences(pair.First.Value, pair.Second.Value, $"{path}.{pair.First.Name}"));
        }

        if (usual is NuonList some && other is NuonList others && some.Items.Length == others.Items.Length)
        {
            return some.Items.Zip(others.Items).SelectMany(
                (pair, index) => Differences(pair.First, pair.Second, string.Create(CultureInfo.InvariantCulture, $"{path}.{index}")));
        }

        return usual is not null && other is not null && NuonText.Write(usual) == NuonText.Write(other) ? [] : [(path, usual, other)];
    }

    private static string Short(NuonValue? value)
    {
        string text = value is null ? "not there" : NuonText.Write(value);
        return text.Length <= LongestText ? text : text[..LongestText] + "…";
    }
}
