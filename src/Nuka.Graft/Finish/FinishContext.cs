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

    /// <summary>Notes which steps failed.</summary>
    internal void Report(IEnumerable<BuildStep> steps, IEnumerable<(int ExitCode, string Output)> outcomes)
    {
        foreach ((BuildStep step, (int exitCode, string output)) in steps.Zip(outcomes))
        {
            if (exitCode != 0 && !step.MayFail)
            {
                string last = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault("it said nothing").Trim();
                Notices.Add($"{step.Name} failed with code {exitCode}: {last}");
            }
        }
    }
}
