using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Nuka.Content.Archives;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Graft.Cleaning;
using Nuka.Graft.Unpack;
using Nuka.Platform.Errors;
using Nuka.Store;

namespace Nuka.Graft.NuGet;

/// <summary>Puts the runtimes of .NET that NuGet carries as packages into the store, laid out as an installed .NET is.</summary>
/// <param name="store">Where to.</param>
/// <param name="policy">What to leave out.</param>
public sealed class NuGetUnpacker(ContentStore store, CleaningPolicy policy)
{
    /// <summary>Raised whenever the same package would give other trees.</summary>
    public const int Epoch = 1;

    private const string Table = "nuget-graft-v1";

    /// <summary>Finds what was unpacked before.</summary>
    /// <param name="sha256">The SHA-256 of the package's file.</param>
    /// <returns>The tree; <see langword="null"/> if it was not, or was collected since.</returns>
    public Digest? TryFind(ReadOnlyMemory<byte> sha256) =>
        store.TryGetFact(Table, Key(sha256), out byte[] known) && store.Contains(Cid.OfTree(new Digest(known))) ? new Digest(known) : null;

    /// <summary>Unpacks a package, if it was not before.</summary>
    /// <param name="file">The package's file.</param>
    /// <param name="sha256">What its bytes must hash to.</param>
    /// <param name="package">The package's name.</param>
    /// <param name="version">The package's version.</param>
    /// <param name="cancellation">Looked at between entries; nothing is left behind.</param>
    /// <exception cref="NukaException">The package is damaged, hostile or another one: <c>graft/…</c>, <c>content/archive-…</c>.</exception>
    public Digest Unpack(string file, ReadOnlyMemory<byte> sha256, string package, string version, CancellationToken cancellation = default)
    {
        if (TryFind(sha256) is { } known)
        {
            return known;
        }

        using FileStream stream = File.OpenRead(file);
        if (!CryptographicOperations.FixedTimeEquals(SHA256.HashData(stream), sha256.Span))
        {
            throw new Problem("graft/wrong-digest", $"{Path.GetFileName(file)} is not the file that it should be")
            {
                Hints = ["remove the file, so that it is fetched again"],
            }.ToException();
        }

        using TreeWriter writer = store.BeginTree();
        Fill(writer, stream, new DotNetLayout(package, version), cancellation);
        Digest tree = writer.Commit(cancellation);
        store.PutFact(Table, Key(sha256), tree.ToArray(), tree);
        return tree;
    }

    private byte[] Key(ReadOnlyMemory<byte> sha256) => [.. sha256.Span, .. Encoding.UTF8.GetBytes($"{Epoch}\n{policy.Identity}")];

    private void Fill(TreeWriter writer, Stream package, DotNetLayout layout, CancellationToken cancellation)
    {
        TreeUnpacker tree = new(writer, policy, ArchiveLimits.Package);
        int count = 0;
        try
        {
            using ZipArchive zip = new(package, ZipArchiveMode.Read, leaveOpen: true);
            Require(zip.Entries.Count <= ArchiveLimits.Package.EntryCount, "it has too many entries");
            Require(zip.Entries.Sum(entry => entry.Length) <= ArchiveLimits.Package.TotalBytes, "what comes out of it is too large");
            foreach (ZipArchiveEntry entry in zip.Entries)
            {
                cancellation.ThrowIfCancellationRequested();

                // The parts of an Open Packaging archive have their names escaped as addresses.
                string path = Uri.UnescapeDataString(entry.FullName);
                if (layout.Place(path) is { } place)
                {
                    using Stream content = entry.Open();
                    tree.Add(Entry(place, content, entry.Length, DotNetLayout.IsProgram(path)));
                    count++;
                }
            }
        }
        catch (InvalidDataException broken)
        {
            throw GraftProblem.BadPackage(broken.Message, broken);
        }

        Require(count > 0, "it holds no runtime for the machine that its name says");
        foreach ((string path, byte[] content, bool isProgram) in layout.Additions())
        {
            using MemoryStream bytes = new(content);
            tree.Add(Entry(path, bytes, content.Length, isProgram));
        }

        if (layout.IsRuntime)
        {
            writer.AddSymlink("usr/bin/dotnet"u8, "../lib/dotnet/dotnet"u8);
        }
    }

    private static TarEntry Entry(string path, Stream content, long length, bool isProgram) => new()
    {
        Path = Encoding.UTF8.GetBytes(path),
        Kind = TarEntryKind.File,
        LinkTarget = [],
        Mode = isProgram ? 0x1EDu : 0x1A4u,
        SizeBytes = length,
        Content = content,
    };

    private static void Require(bool condition, string reason)
    {
        if (!condition)
        {
            throw GraftProblem.BadPackage(reason);
        }
    }
}
