namespace Nuka.Build.Collecting;

/// <summary>What a collection of the directories of builds did.</summary>
/// <param name="Removed">Directories that were removed: of builds that failed, and what killed ones left.</param>
/// <param name="BytesFreed">The length of the files in them.</param>
/// <param name="Kept">Directories that stay: of builds that run, that somebody has entered, and that are to be kept.</param>
public sealed record BuildSweep(long Removed, long BytesFreed, long Kept);
