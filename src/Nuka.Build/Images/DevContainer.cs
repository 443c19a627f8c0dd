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
        byte[] text = ImageText.Write(
            json =>
            {
                json.WriteStartObject();
                json.WriteString("name", name);
                json.WriteString("image", $"{content.Name}:{content.Tag}");
                ImageText.WriteTexts(json, "initializeCommand", ["docker", "load", "--quiet", "--input", $"{place}/{ImageName}"]);

                // Without it the container would end at once: the image starts nothing that lasts.
                json.WriteBoolean("overrideCommand", true);
                json.WriteString("remoteUser", "root");
                json.WriteEndObject();
            },
            indented: true);
        return [.. text, (byte)'\n'];
    }
}
