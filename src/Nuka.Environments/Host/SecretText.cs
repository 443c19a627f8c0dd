using System.Text.RegularExpressions;

namespace Nuka.Environments.Host;

/// <summary>Tells which settings are secrets: by their names, or because their value is an address with a password in it.</summary>
public static partial class SecretText
{
    /// <summary>Whether a variable of this name and value is a secret.</summary>
    /// <param name="name">The variable's name.</param>
    /// <param name="value">Its value.</param>
    public static bool IsSecret(string name, string value) => SecretName().IsMatch(name) || AddressWithPassword().IsMatch(value);

    /// <summary>
    /// The lines of a settings file without those that hold a secret. In an XML file whole elements of credentials go; in YAML and
    /// TOML a setting stands on a line of its own as well, so lines are enough.
    /// </summary>
    /// <param name="text">The file's text.</param>
    /// <param name="left">How many lines were left out.</param>
    public static string WithoutSecrets(string text, out int left)
    {
        string withoutElements = CredentialElements().Replace(text, string.Empty);
        string[] lines = withoutElements.Split('\n');
        string[] kept = [.. lines.Where(line => !SecretName().IsMatch(NameOf(line)) && !AddressWithPassword().IsMatch(line))];
        left = text.Split('\n').Length - kept.Length;
        return string.Join('\n', kept);
    }

    private static string NameOf(string line)
    {
        int end = line.IndexOf('=', StringComparison.Ordinal);
        end = end < 0 ? line.IndexOf(':', StringComparison.Ordinal) : end;
        return end < 0 ? string.Empty : line[..end];
    }

    [GeneratedRegex("(_auth|authtoken|_password|passwd|password|token|secret|api[-_]?key|credential|extraheader|authorization)", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    [GeneratedRegex(@"://[^/\s@:]*:[^/\s@]+@")]
    private static partial Regex AddressWithPassword();

    [GeneratedRegex(@"<(packageSourceCredentials|apikeys)\b.*?</\1\s*>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex CredentialElements();
}
