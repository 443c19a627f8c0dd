using System.Text.RegularExpressions;

namespace Nuka.Trust.Keys;

/// <summary>What a trusted key may be called: words that ssh-keygen takes for no pattern, no option and no list.</summary>
internal static partial class KeyName
{
    internal const string Rule = "letters, digits, `.`, `_`, `-`, `@`, `+`; at most 64; a letter or digit first";

    /// <summary>The own key's; no other key may have it.</summary>
    internal const string Own = "own";

    internal static bool IsValid(string name) => Form().IsMatch(name) && name != Own && !name.StartsWith("ssh-", StringComparison.Ordinal);

    /// <summary>A name made of what stands behind a key, or of its fingerprint where nothing fit does.</summary>
    internal static string From(string comment, PublicKey key)
    {
        string word = comment.Split(' ')[0];
        return IsValid(word) ? word : "key-" + Convert.ToHexStringLower(key.Bytes[..4]);
    }

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}\z")]
    private static partial Regex Form();
}
