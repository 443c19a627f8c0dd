using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Nuka.Graft.Download;
using Nuka.Store;

namespace Nuka.Build.Sources;

/// <summary>
/// Writes a cache as npm keeps it (cacache, versions <c>content-v2</c> and <c>index-v5</c>, as npm 7 to 11 have it): files by what they hash to, and for
/// each address what was answered there.
/// </summary>
/// <param name="writer">The tree.</param>
/// <param name="directory">The cache's directory in it: what <c>npm_config_cache</c> names.</param>
internal sealed class NpmCache(TreeWriter writer, string directory)
{
    // 1980-01-01: what was answered then is old, and old answers are what npm takes when it is offline.
    private const long TimeMilliseconds = 315_532_800_000;

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Adds an answer.</summary>
    /// <param name="address">The address.</param>
    /// <param name="kind">What kind of document it is.</param>
    /// <param name="checksum">What the answer's bytes hash to.</param>
    /// <param name="sizeBytes">Their number.</param>
    /// <param name="accepts">What was asked for: an answer serves only who asks for the same. Empty for whoever asks for anything.</param>
    internal void AddAnswer(string address, string kind, Checksum checksum, long sizeBytes, params ReadOnlySpan<string> accepts)
    {
        string key = $"make-fetch-happen:request-cache:{address}";
        string bucket = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
        StringBuilder lines = new();
        foreach (string accept in accepts.IsEmpty ? [""] : accepts)
        {
            string entry = Encoding.UTF8.GetString(Entry(key, address, kind, checksum, sizeBytes, accept));
            lines.Append('\n').Append(Sum(entry)).Append('\t').Append(entry);
        }

        string path = $"{directory}/_cacache/index-v5/{bucket[..2]}/{bucket[2..4]}/{bucket[4..]}";
        writer.AddFile(Encoding.UTF8.GetBytes(path), executable: false, Encoding.UTF8.GetBytes(lines.ToString()));
    }

    /// <summary>Adds bytes, once.</summary>
    /// <param name="checksum">What they hash to.</param>
    /// <param name="content">The bytes.</param>
    internal void AddContent(Checksum checksum, Stream content)
    {
        byte[] path = Encoding.UTF8.GetBytes($"{directory}/_cacache/content-v2/{checksum.Algorithm}/{checksum.Hex[..2]}/{checksum.Hex[2..4]}/{checksum.Hex[4..]}");
        if (!writer.TryGetEntry(path, out _))
        {
            writer.AddFile(path, executable: false, content, content.Length);
        }
    }

    /// <summary>A digest as npm writes it.</summary>
    internal static string Integrity(Checksum checksum) => $"{checksum.Algorithm}-{Convert.ToBase64String(Convert.FromHexString(checksum.Hex))}";

    private static byte[] Entry(string key, string address, string kind, Checksum checksum, long sizeBytes, string accept)
    {
        ArrayBufferWriter<byte> bytes = new();
        using (Utf8JsonWriter json = new(bytes, Plain))
        {
            json.WriteStartObject();
            json.WriteString("key", key);
            json.WriteString("integrity", Integrity(checksum));
            json.WriteNumber("time", TimeMilliseconds);
            json.WriteNumber("size", sizeBytes);
            json.WriteStartObject("metadata");
            json.WriteNumber("time", TimeMilliseconds);
            json.WriteString("url", address);
            json.WriteStartObject("reqHeaders");
            if (accept.Length > 0)
            {
                json.WriteString("accept", accept);
            }

            json.WriteEndObject();
            json.WriteStartObject("resHeaders");
            json.WriteString("content-type", kind);
            json.WriteEndObject();
            json.WriteStartObject("options");
            json.WriteBoolean("compress", true);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    [SuppressMessage("Security", "CA5350", Justification = "the format's own sum against torn writes; nothing is believed by it")]
    private static string Sum(string entry) => Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(entry)));
}
