using System.Text.Json;
using System.Text.RegularExpressions;

namespace Nuka.Projects.Discovery;

/// <summary>Reads JSON as tools write and people edit it: comments and commas at the end are let through, wrong kinds count as absent.</summary>
internal static partial class JsonText
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 256 };

    /// <summary>Reads an object; <see langword="null"/> if the text is none.</summary>
    public static JsonDocument? Parse(string text)
    {
        try
        {
            // Half a character is well-formed JSON, and no string: the first who asked for it would fail.
            string whole = Escape().Replace(text.TrimStart('\uFEFF'), escape => escape.Groups[1].Success ? @"\ufffd" : escape.Value);
            JsonDocument document = JsonDocument.Parse(whole, Lenient);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static string? String(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (string key in path)
        {
            if (element.ValueKind != JsonValueKind.Object || !element.TryGetProperty(key, out element))
            {
                return null;
            }
        }

        return element.ValueKind == JsonValueKind.String ? element.GetString() : null;
    }

    public static bool Flag(JsonElement element, string key) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    /// <summary>The properties of an inner object; none if it is absent.</summary>
    public static IEnumerable<JsonProperty> Object(JsonElement element, string key) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out JsonElement value) && value.ValueKind == JsonValueKind.Object
            ? value.EnumerateObject() : [];

    /// <summary>An escape: of anything else, of a whole character in two halves, or (in the group) of a half alone.</summary>
    [GeneratedRegex(@"\\[^u]|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(\\u[dD][89a-fA-F][0-9a-fA-F]{2})", RegexOptions.CultureInvariant)]
    private static partial Regex Escape();
}
