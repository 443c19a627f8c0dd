using Nuka.Graft.Unpack;

namespace Nuka.Graft.Finish;

/// <summary>A package with what its script was understood to do.</summary>
/// <param name="Package">The package.</param>
/// <param name="Script">Its postinst; empty if it has none.</param>
/// <param name="Templates">Its debconf questions; empty if it has none.</param>
/// <param name="Reading">What was read from the script.</param>
internal sealed record FinishPackage(GraftedPackage Package, string Script, string Templates, ScriptReading Reading)
{
    /// <summary>Whether the script must be run because something in it is not known.</summary>
    internal bool MustRun => Script.Length > 0 && Reading.Unknown.Length > 0 && KnownScripts.Reason(Package.Name) is null;
}
