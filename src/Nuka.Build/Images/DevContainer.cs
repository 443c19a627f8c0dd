using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Nuka.Build.Images;

/// <summary>
/// The file by which editors open a project in a container: <c>devcontainer.json</c> of the Development Container Specification (devcontainerjson-reference.md).
/// It loads the image that lies beside it, and starts it.
/// </summary>
public static class DevContainer
{
    /// <summary>The file's name.</summary>
    public const string FileName = "devcontainer.json";

    /// <summary>The name of the image's file.</summary>
    public const string ImageName = "image.tar";

    /// <summary>Its text.</summary>
    /// <param name="name">The project's name.</param>
    /// <param name="content">The image.</param>
    /// <param name="place">The image's directory, as the project names it: <c>.devcontainer</c>.</param>
    public static byte[] Write(string name, ImageContent content, string place)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("image", $"{content.Name}:{content.Tag}");
            json.WriteStartArray("initializeCommand");
            foreach (string word in (string[])["docker", "load", "--quiet", "--input", $"{place}/{ImageName}"])
            {
                json.WriteStringValue(word);
            }

            json.WriteEndArray();

            // Without it the container would end at once: the image starts nothing that lasts.
            json.WriteBoolean("overrideCommand", true);
            json.WriteString("remoteUser", "root");
            json.WriteEndObject();
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }
}
