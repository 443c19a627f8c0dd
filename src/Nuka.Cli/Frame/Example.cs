namespace Nuka.Cli.Frame;

/// <summary>One example on a help page.</summary>
/// <param name="Line">What to type.</param>
/// <param name="Does">What it does, in a few words.</param>
internal sealed record Example(string Line, string Does);
