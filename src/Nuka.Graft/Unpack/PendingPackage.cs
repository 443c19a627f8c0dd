using Nuka.Store;

namespace Nuka.Graft.Unpack;

/// <summary>A package that was read whole and checked, and is not yet in the store.</summary>
internal sealed class PendingPackage(TreeWriter files, TreeWriter control, GraftedPackage package) : IDisposable
{
    /// <summary>Its files.</summary>
    internal TreeWriter Files { get; } = files;

    /// <summary>Its control files.</summary>
    internal TreeWriter Control { get; } = control;

    /// <summary>What is known of it; the digests are not.</summary>
    internal GraftedPackage Package { get; } = package;

    /// <inheritdoc/>
    public void Dispose()
    {
        Files.Dispose();
        Control.Dispose();
    }
}
