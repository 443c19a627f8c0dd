using Nuka.Graft.Download;

namespace Nuka.Build.Sources;

/// <summary>A crate that Cargo's lock names.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Checksum">What its file hashes to.</param>
/// <param name="Source">The registry that it was locked from, as Cargo writes it.</param>
internal sealed record CargoLocked(string Name, string Version, Checksum Checksum, string Source)
{
    /// <summary>The directory that is all a crate's file holds (the reference of Cargo, "cargo package").</summary>
    internal string Directory => $"{Name}-{Version}";

    /// <summary>The registry's sparse index; <see langword="null"/> if it is one of another kind.</summary>
    internal Uri? SparseIndex =>
        Source.StartsWith("sparse+https://", StringComparison.Ordinal) && Uri.TryCreate(Source["sparse+".Length..], UriKind.Absolute, out Uri? index) ? index : null;
}
