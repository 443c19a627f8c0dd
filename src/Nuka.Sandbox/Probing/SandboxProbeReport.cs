using System.Collections.Immutable;

namespace Nuka.Sandbox.Probing;

/// <summary>What a machine can do.</summary>
/// <param name="Findings">One for each thing that sandboxes need, in the order in which a start needs them.</param>
/// <param name="LandlockVersion">The version of Landlock's interface; 0: none. Scopes need 6.</param>
public sealed record SandboxProbeReport(ImmutableArray<SandboxFinding> Findings, int LandlockVersion)
{
    /// <summary>Whether sandboxes can be built at all.</summary>
    public bool CanBuild => Findings.All(finding => finding.State != FindingState.Missing);
}
