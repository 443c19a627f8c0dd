using System.Collections.Immutable;
using Nuka.Platform.Errors;
using Nuka.Store;

namespace Nuka.Build.Sources;

/// <summary>
/// Gets what the lock file of a language's package manager names, and lays it down in a form from which that manager itself installs without a network.
/// Every file is believed by the digest that the lock states, wherever it came from.
/// </summary>
internal interface ILockSource
{
    /// <summary>The manager, as <c>lock</c> calls it: <c>npm</c>.</summary>
    string Manager { get; }

    /// <summary>Raised whenever the same lock would give another tree.</summary>
    int Epoch { get; }

    /// <summary>Variables of the build's environment that show the manager where things are; <see cref="FetchedSource.Here"/> is the tree's place.</summary>
    ImmutableSortedDictionary<string, string> Variables { get; }

    /// <summary>Gets everything and puts it into a tree.</summary>
    /// <param name="locked">The lock.</param>
    /// <param name="writer">The tree, in which the lock file itself lies already.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="NukaException"><c>build/bad-lock</c>, <c>build/no-source</c>, <c>graft/offline</c>, <c>graft/disk-full</c>.</exception>
    Task FillAsync(LockFile locked, TreeWriter writer, CancellationToken cancellation);
}
