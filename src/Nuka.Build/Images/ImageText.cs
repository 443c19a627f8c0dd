using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Nuka.Build.Images;

/// <summary>
/// The documents of an image: the OCI Image Format Specification 1.0.2 (manifest.md, config.md, image-index.md, image-layout.md, annotations.md), and the
/// <c>manifest.json</c> of Docker's Image Specification 1.2, which an engine without the former reads.
/// </summary>
internal static class ImageText
{
    internal const string LayoutName = "oci-layout";
    internal const string IndexName = "index.json";
    internal const string DockerName = "manifest.json";

    private const string ConfigType = "application/vnd.oci.image.config.v1+json";
    private const string ManifestType = "application/vnd.oci.image.manifest.v1+json";
    private const string IndexType = "application/vnd.oci.image.index.v1+json";
    private const string LayerType = "application/vnd.oci.image.layer.v1.tar";

    // The store's one time.
    private const string Created = "1980-01-02T00:00:00Z";

    internal static byte[] Layout { get; } = Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("imageLayoutVersion", "1.0.0");
        json.WriteEndObject();
    });

    /// <summary>How the image is started, and what its layers are when they are not compressed.</summary>
    internal static byte[] Config(ImageContent content, IReadOnlyList<(string Owner, string Uncompressed)> layers) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteString("created", Created);
        json.WriteString("architecture", content.Architecture);
        json.WriteString("os", "linux");
        json.WriteStartObject("config");
        WriteTexts(json, "Env", content.Environment.Select(pair => $"{pair.Key}={pair.Value}"));
        WriteTexts(json, "Entrypoint", content.Entrypoint);
        WriteTexts(json, "Cmd", content.Command);
        json.WriteString("WorkingDir", "/");
        WriteMap(json, "Labels", content.Labels);
        json.WriteEndObject();
        json.WriteStartObject("rootfs");
        json.WriteString("type", "layers");
        WriteTexts(json, "diff_ids", layers.Select(layer => $"sha256:{layer.Uncompressed}"));
        json.WriteEndObject();
        json.WriteStartArray("history");
        foreach ((string owner, _) in layers)
        {
            json.WriteStartObject();
            json.WriteString("created", Created);
            json.WriteString("created_by", $"nuka: {owner}");
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>What belongs to the image.</summary>
    internal static byte[] Manifest(ImageBlob config, IEnumerable<ImageBlob> layers, bool compressed) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", 2);
        json.WriteString("mediaType", ManifestType);
        json.WritePropertyName("config");
        WriteDescriptor(json, ConfigType, config);
        json.WriteStartArray("layers");
        foreach (ImageBlob layer in layers)
        {
            WriteDescriptor(json, compressed ? $"{LayerType}+gzip" : LayerType, layer);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>The images of the layout: this one.</summary>
    internal static byte[] Index(ImageContent content, ImageBlob manifest) => Write(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("schemaVersion", 2);
        json.WriteString("mediaType", IndexType);
        json.WriteStartArray("manifests");
        json.WriteStartObject();
        WriteFields(json, ManifestType, manifest);
        WriteMap(json, "annotations", ImmutableSortedDictionary.CreateRange(StringComparer.Ordinal, new Dictionary<string, string>
        {
            ["io.containerd.image.name"] = $"{content.Name}:{content.Tag}",
            ["org.opencontainers.image.ref.name"] = $"{content.Name}:{content.Tag}",
        }));
        json.WriteStartObject("platform");
        json.WriteString("architecture", content.Architecture);
        json.WriteString("os", "linux");
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>The same for an engine that loads what Docker saved.</summary>
    internal static byte[] Docker(ImageContent content, ImageBlob config, IEnumerable<ImageBlob> layers) => Write(json =>
    {
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("Config", config.Path);
        WriteTexts(json, "RepoTags", [$"{content.Name}:{content.Tag}"]);
        WriteTexts(json, "Layers", layers.Select(layer => layer.Path));
        json.WriteEndObject();
        json.WriteEndArray();
    });

    private static void WriteDescriptor(Utf8JsonWriter json, string type, ImageBlob blob)
    {
        json.WriteStartObject();
        WriteFields(json, type, blob);
        json.WriteEndObject();
    }

    private static void WriteFields(Utf8JsonWriter json, string type, ImageBlob blob)
    {
        json.WriteString("mediaType", type);
        json.WriteString("digest", $"sha256:{blob.Digest}");
        json.WriteNumber("size", blob.Bytes);
    }

    /// <summary>Writes a list of texts; nothing if it is empty.</summary>
    internal static void WriteTexts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        string[] all = [.. texts];
        if (all.Length == 0)
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (string text in all)
        {
            json.WriteStringValue(text);
        }

        json.WriteEndArray();
    }

    private static void WriteMap(Utf8JsonWriter json, string name, ImmutableSortedDictionary<string, string> map)
    {
        json.WriteStartObject(name);
        foreach ((string key, string value) in map)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes a document; paths and names stand in it as they are.</summary>
    /// <param name="write">Writes its values.</param>
    /// <param name="indented">Whether people read it.</param>
    internal static byte[] Write(Action<Utf8JsonWriter> write, bool indented = false)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" }))
        {
            write(json);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
