namespace Nuka.Build.Outputs.Leaks;

/// <summary>A forbidden word that was found.</summary>
/// <param name="File">The file's path below the output's root, for people.</param>
/// <param name="Where">In what of it: <c>its name</c>, <c>what the link says</c>, <c>byte 4711</c>, <c>byte 12 of what is unpacked</c>.</param>
/// <param name="Word">The word.</param>
/// <param name="Context">The printable text around it.</param>
public sealed record Leak(string File, string Where, ForbiddenWord Word, string Context)
{
    /// <summary>The finding on one line.</summary>
    public override string ToString() => $"{File}: {Word.Text} ({Word.Meaning}) in {Where}: {Context}";
}
