namespace Nuka.Build.Outputs.Normal;

/// <summary>What was done to a file of an output, or was left as it is although it may surprise.</summary>
/// <param name="Output">The output's name.</param>
/// <param name="File">The file's path below the output's root, for people.</param>
/// <param name="What">What was done, as a clause without its subject: <c>was removed: a libtool file</c>.</param>
/// <param name="IsOrdinary">Whether it is done to every such file, so that nobody need read it.</param>
public sealed record OutputNotice(string Output, string File, string What, bool IsOrdinary)
{
    /// <summary>The notice on one line.</summary>
    public override string ToString() => $"{Output}: {File} {What}";
}
