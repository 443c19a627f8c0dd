using Nuka.Graft.Unpack;

namespace Nuka.Graft.Finish;

/// <summary>What the handlers of one layer share while it is made.</summary>
internal sealed class FinishContext(JoinedRoot root, LayerBuilder layer, IReadOnlyList<FinishPackage> packages)
{
    /// <summary>All packages joined, and the layer as far as it is made.</summary>
    internal JoinedRoot Root { get; } = root;

    /// <summary>The layer.</summary>
    internal LayerBuilder Layer { get; } = layer;

    /// <summary>The packages in join order.</summary>
    internal IReadOnlyList<FinishPackage> Packages { get; } = packages;

    /// <summary>Alternatives that scripts offered while they ran; those that were read are with the packages.</summary>
    internal List<AlternativeOffer> RunAlternatives { get; } = [];

    /// <summary>Accounts that scripts asked for while they ran.</summary>
    internal List<AccountRequest> RunAccounts { get; } = [];

    /// <summary>What a person may want to know.</summary>
    internal List<string> Notices { get; } = [];

    /// <summary>Whether the layer depends on nothing but its input as far as is known: a tool that failed may have failed for the machine's reasons.</summary>
    internal bool IsProven { get; private set; } = true;

    /// <summary>Notes which steps failed. What a script says with a code of its own is its answer; one that crashed has said nothing.</summary>
    internal void Report(IEnumerable<BuildStep> steps, IEnumerable<(int ExitCode, string Output)> outcomes)
    {
        foreach ((BuildStep step, (int exitCode, string output)) in steps.Zip(outcomes))
        {
            if (exitCode != 0)
            {
                IsProven &= step.AsksQuestions && exitCode is not (> BuildSandbox.Signalled and < BuildSandbox.Signalled + 64);
                string last = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault("it said nothing").Trim();
                Notices.Add($"{step.Name} failed with code {exitCode}: {last}");
            }
        }
    }
}
