using System.Text.Json;

namespace Nuka.Build.Sources;

/// <summary>Reads lock files that are JSON.</summary>
internal static class JsonLock
{
    /// <summary>Reads a lock whose form a caller knows.</summary>
    /// <param name="locked">The lock.</param>
    /// <param name="again">What to do if it is no JSON.</param>
    /// <param name="read">Reads the document.</param>
    internal static T Read<T>(LockFile locked, string again, Func<JsonElement, T> read)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(locked.Content);
            return read(document.RootElement);
        }
        catch (JsonException error)
        {
            throw locked.Bad($"it is no JSON: {error.Message.Split(" LineNumber")[0].TrimEnd('.')}", again, (int)(error.LineNumber ?? -1) + 1);
        }
        catch (InvalidOperationException error)
        {
            throw locked.Bad($"it is no JSON: {error.Message}", again); // half a character
        }
    }

    /// <summary>A text of an object; empty if there is none.</summary>
    internal static string Text(JsonElement element, string field) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(field, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    /// <summary>Whether an object says yes.</summary>
    internal static bool Flag(JsonElement element, string field) => element.TryGetProperty(field, out JsonElement value) && value.ValueKind == JsonValueKind.True;
}
