using System.Collections.Immutable;
using System.Text;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Store;

namespace Nuka.Build.Outputs.References;

/// <summary>
/// Finds which trees the outputs of a build need when they run: who owns each soname, interpreter, script's program, declared dlopen, pkg-config module and
/// link's target that their files name.
/// </summary>
public static class RunReferences
{
    /// <summary>Findings that an error names; the others are counted.</summary>
    private const int ShownFindings = 12;

    /// <summary>Finds the references of all outputs of one build.</summary>
    /// <param name="store">The store that has all trees.</param>
    /// <param name="outputs">The outputs; they own what they hold, and may refer to each other.</param>
    /// <param name="owners">
    /// Every other tree that was joined into the build root, the finish layer too: the declared ones in the order in which they were joined, uppermost
    /// first, and those that were there although nothing declares them.
    /// </param>
    /// <param name="allowances">What nobody need own.</param>
    /// <returns>The references of each output, in the order of the outputs.</returns>
    /// <exception cref="NukaException"><c>build/unknown-reference</c>, <c>build/undeclared-reference</c>.</exception>
    public static ImmutableArray<OutputReferences> Find(
        ContentStore store, IReadOnlyList<ReferenceOwner> outputs, IReadOnlyList<ReferenceOwner> owners, OutputAllowances allowances)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(owners);
        ArgumentNullException.ThrowIfNull(allowances);
        ReferenceOwner[] declared = [.. outputs, .. owners.Where(owner => owner.IsDeclared)];
        ReferenceResolver known = new(store, declared);
        ReferenceOwner[] others = [.. owners.Where(owner => !owner.IsDeclared)];
        Lazy<ReferenceResolver> all = new(() => new ReferenceResolver(store, [.. declared, .. others]));
        List<string> unknown = [];
        List<(string Finding, ReferenceOwner Owner)> undeclared = [];
        List<OutputReferences> found = [];
        int[] own = [.. Enumerable.Range(0, outputs.Count)];
        foreach ((int index, ReferenceOwner output) in outputs.Index())
        {
            SortedDictionary<int, List<ReferenceEvidence>> evidence = [];
            foreach (ReferenceWord word in TreeWords.Of(store, output.Tree).Words)
            {
                ReferenceEvidence finding = new(word.Kind, FileName.Display(word.File), Shown(word));
                if (known.Find(word, own) is { } hits)
                {
                    Note(evidence, hits.Where(hit => hit != index), finding);
                }
                else if (!word.IsOptional && !word.Names.Any(name => allowances.Exempts(Encoding.UTF8.GetString(name))))
                {
                    ReferenceOwner? owner = others.Length == 0 || all.Value.Find(word, own) is not { } foreign ? null
                        : others.ElementAtOrDefault(foreign.FirstOrDefault(hit => hit >= declared.Length, declared.Length) - declared.Length);
                    Blame(unknown, undeclared, finding, owner);
                }
            }

            found.Add(new OutputReferences(output, [.. evidence.Select(pair => new RunReference(declared[pair.Key], [.. pair.Value]))]));
        }

        ThrowIfAny(unknown, undeclared);
        return [.. found];
    }

    private static void Note(SortedDictionary<int, List<ReferenceEvidence>> evidence, IEnumerable<int> owners, ReferenceEvidence finding)
    {
        foreach (int owner in owners)
        {
            if (!evidence.TryGetValue(owner, out List<ReferenceEvidence>? list))
            {
                evidence[owner] = list = [];
            }

            list.Add(finding);
        }
    }

    private static void Blame(List<string> unknown, List<(string Finding, ReferenceOwner Owner)> undeclared, ReferenceEvidence finding, ReferenceOwner? owner)
    {
        if (owner is null)
        {
            unknown.Add(finding.ToString());
        }
        else
        {
            undeclared.Add((finding.ToString(), owner));
        }
    }

    private static void ThrowIfAny(List<string> unknown, List<(string Finding, ReferenceOwner Owner)> undeclared)
    {
        if (unknown.Count > 0)
        {
            throw new Problem("build/unknown-reference", "the build's outputs need what no tree of the build root has")
            {
                Reasons = Shorten(unknown),
                Hints =
                [
                    "name the package that has it among the packages of `derivation`",
                    "if it is never used, say so in the package file: --allow {references: {WORD: REASON}}",
                ],
            }.ToException();
        }

        if (undeclared.Count > 0)
        {
            string names = string.Join(", ", undeclared.Select(finding => finding.Owner.Name).Distinct(StringComparer.Ordinal));
            throw new Problem("build/undeclared-reference", $"the build's outputs need what the package does not name: {names}")
            {
                Reasons = Shorten([.. undeclared.Select(finding => $"{finding.Finding}, which {finding.Owner.Name} has")]),
                Hints = ["it was there for the build only; name it among the packages of `derivation`, or with --needs-run"],
            }.ToException();
        }
    }

    private static ImmutableArray<string> Shorten(List<string> findings) => findings.Count <= ShownFindings
        ? [.. findings]
        : [.. findings.Take(ShownFindings), $"and {findings.Count - ShownFindings} more"];

    private static string Shown(ReferenceWord word) => string.Join(" or ", word.Names.Select(name => FileName.Display(name)));
}
