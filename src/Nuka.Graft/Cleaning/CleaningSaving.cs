namespace Nuka.Graft.Cleaning;

/// <summary>What a policy left out of one class.</summary>
/// <param name="Class">The class.</param>
/// <param name="FileCount">Files and links.</param>
/// <param name="SizeBytes">Bytes of the files.</param>
public readonly record struct CleaningSaving(CleaningClass Class, long FileCount, long SizeBytes);
