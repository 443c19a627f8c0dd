using System.Text.RegularExpressions;

namespace Nuka.Trust.Realisations;

/// <summary>The limits of realisations, each with its reason.</summary>
public static partial class RealisationLimits
{
    /// <summary>Run references of one output: more than any closure that was seen, and less than a message of a megabyte.</summary>
    public const int RunReferences = 10_000;

    /// <summary>Bytes of a signed realisation's text: room for that many names.</summary>
    public const int TextBytes = 1 << 20;

    /// <summary>Whether a text can be the name of an output.</summary>
    /// <param name="text">The text.</param>
    public static bool IsOutput(string? text) => text is not null && OutputName().IsMatch(text);

    [GeneratedRegex(@"\A[a-z][a-z0-9]{0,15}\z")]
    private static partial Regex OutputName();
}
