using System.Collections.Immutable;
using System.IO.Compression;
using System.Security.Cryptography;
using Nuka.Content.Hashing;
using Nuka.Platform.Progress;
using Nuka.Store;

namespace Nuka.Build.Images;

/// <summary>Writes an image as an OCI image layout, whose bytes depend on what is in it alone.</summary>
/// <param name="store">The store that has the trees.</param>
/// <param name="progress">Hears of the course of the work.</param>
public sealed class ImageWriter(ContentStore store, IProgressSink progress)
{
    /// <summary>Writes it into an empty directory.</summary>
    /// <param name="content">What is in it.</param>
    /// <param name="compressed">Whether the layers are compressed with gzip.</param>
    /// <param name="directory">The directory.</param>
    /// <param name="cancellation">Stops the work.</param>
    public void Write(ImageContent content, bool compressed, string directory, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(content);
        Directory.CreateDirectory(Path.Combine(directory, "blobs", "sha256"));
        using IProgressTask task = progress.Begin($"writing {content.Layers.Length} layers", store.MeasureFiles(content.Layers.SelectMany(layer => layer.Trees)), ProgressUnit.Bytes);
        List<(ImageBlob Blob, string Uncompressed)> layers = [];
        foreach (ImageLayer layer in content.Layers)
        {
            layers.Add(WriteLayer(directory, compressed, target => new LayerArchive(store, target, task).Write(layer.Trees, cancellation)));
        }

        ImmutableArray<Digest> trees = [.. content.Layers.SelectMany(layer => layer.Trees)];
        layers.Add(WriteLayer(directory, compressed, target => SystemPlaces.Write(store, trees, target)));
        IEnumerable<string> owners = content.Layers.Select(layer => layer.Owner).Append("places of a system");
        ImageBlob[] blobs = [.. layers.Select(layer => layer.Blob)];
        ImageBlob config = WriteBlob(directory, ImageText.Config(content, [.. owners.Zip(layers.Select(layer => layer.Uncompressed))]));
        ImageBlob manifest = WriteBlob(directory, ImageText.Manifest(config, blobs, compressed));
        File.WriteAllBytes(Path.Combine(directory, ImageText.IndexName), ImageText.Index(content, manifest));
        File.WriteAllBytes(Path.Combine(directory, ImageText.DockerName), ImageText.Docker(content, config, blobs));
        File.WriteAllBytes(Path.Combine(directory, ImageText.LayoutName), ImageText.Layout);
    }

    private static (ImageBlob Blob, string Uncompressed) WriteLayer(string directory, bool compressed, Action<Stream> write)
    {
        string aside = Path.Combine(directory, "layer");
        using SHA256 outside = SHA256.Create();
        using SHA256 inside = SHA256.Create();
        using (FileStream file = new(aside, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 20))
        using (CryptoStream outer = new(file, outside, CryptoStreamMode.Write, leaveOpen: true))
        using (Stream packed = compressed ? new GZipStream(outer, CompressionLevel.Optimal, leaveOpen: true) : outer)
        using (CryptoStream inner = new(packed, inside, CryptoStreamMode.Write, leaveOpen: true))
        using (BufferedStream buffer = new(inner, 1 << 16))
        {
            write(buffer);
        }

        ImageBlob blob = new(Convert.ToHexStringLower(outside.Hash!), new FileInfo(aside).Length);
        File.Move(aside, Path.Combine(directory, blob.Path), overwrite: true);
        return (blob, Convert.ToHexStringLower(inside.Hash!));
    }

    private static ImageBlob WriteBlob(string directory, byte[] bytes)
    {
        ImageBlob blob = new(Convert.ToHexStringLower(SHA256.HashData(bytes)), bytes.Length);
        File.WriteAllBytes(Path.Combine(directory, blob.Path), bytes);
        return blob;
    }
}
