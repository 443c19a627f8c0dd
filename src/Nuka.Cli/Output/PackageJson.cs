using System.Text.Json;

namespace Nuka.Cli.Output;

/// <summary>A package of a lock as JSON: what it is, what the command has to say of it, and where it stands if it has a directory of its own.</summary>
internal static class PackageJson
{
    /// <summary>Writes one.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="archive">Kind of archive.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="prefix">Its directory in the root; empty for the root itself.</param>
    /// <param name="values">Names and values between.</param>
    internal static void Write(Utf8JsonWriter json, string archive, string name, string prefix, params ReadOnlySpan<(string Name, string? Value)> values)
    {
        json.WriteStartObject();
        json.WriteString("archive", archive);
        json.WriteString("name", name);
        foreach ((string key, string? value) in values)
        {
            json.WriteString(key, value);
        }

        if (prefix.Length > 0)
        {
            json.WriteString("prefix", prefix);
        }

        json.WriteEndObject();
    }
}
