using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;
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

    internal const string Table = "nuget-graft-v2";
    private const int DescriptionBytes = 1 << 20;

    /// <summary>Finds what was unpacked before.</summary>
    /// <param name="sha256">The SHA-256 of the package's file.</param>
    /// <param name="package">The package's name.</param>
    /// <param name="version">The package's version.</param>
    /// <returns>The tree; <see langword="null"/> if it was not, or was collected since.</returns>
    public Digest? TryFind(ReadOnlyMemory<byte> sha256, string package, string version) =>
        store.TryGetFact(Table, Key(sha256, package, version), out byte[] known) && store.Contains(Cid.OfTree(new Digest(known))) ? new Digest(known) : null;

    /// <summary>Unpacks a package, if it was not before.</summary>
    /// <param name="file">The package's file.</param>
    /// <param name="sha256">What its bytes must hash to.</param>
    /// <param name="package">The package's name.</param>
    /// <param name="version">The package's version.</param>
    /// <param name="cancellation">Looked at between entries; nothing is left behind.</param>
    /// <exception cref="NukaException">The package is damaged, hostile or another one: <c>graft/…</c>, <c>content/archive-…</c>.</exception>
    public Digest Unpack(string file, ReadOnlyMemory<byte> sha256, string package, string version, CancellationToken cancellation = default)
    {
        if (TryFind(sha256, package, version) is { } known)
        {
            return known;
        }

        using FileStream stream = File.OpenRead(file);
        byte[] digest = SHA256.HashData(stream);
        if (!CryptographicOperations.FixedTimeEquals(digest, sha256.Span))
        {
            throw GraftProblem.WrongDigest(file, digest, sha256.Span);
        }

        using TreeWriter writer = store.BeginTree();
        Fill(writer, stream, (package, version), cancellation);
        Digest tree = writer.Commit(cancellation);
        store.PutFact(Table, Key(sha256, package, version), tree.ToArray(), tree);
        return tree;
    }

    // What the package is called decides where its files stand.
    private byte[] Key(ReadOnlyMemory<byte> sha256, string package, string version) =>
        [.. sha256.Span, .. Encoding.UTF8.GetBytes($"{Epoch}\n{policy.Identity}\n{package}\n{version}")];

    private void Fill(TreeWriter writer, Stream package, (string Name, string Version) asked, CancellationToken cancellation)
    {
        DotNetLayout layout = new(asked.Name, asked.Version);
        TreeUnpacker tree = new(writer, policy, ArchiveLimits.Package);
        int count = 0;
        try
        {
            using ZipArchive zip = new(package, ZipArchiveMode.Read, leaveOpen: true);
            Require(zip.Entries.Count <= ArchiveLimits.Package.EntryCount, "it has too many entries");
            Require(zip.Entries.Sum(entry => entry.Length) <= ArchiveLimits.Package.TotalBytes, "what comes out of it is too large");
            RequireIdentity(zip, asked.Name, asked.Version);
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
        catch (Exception broken) when (broken is InvalidDataException or XmlException)
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

    /// <summary>
    /// A signature says who made the package, and the package's own description what it is: a source or a lock that calls it otherwise
    /// would pass an old version off as a new one.
    /// </summary>
    private static void RequireIdentity(ZipArchive zip, string package, string version)
    {
        ZipArchiveEntry[] descriptions = [.. zip.Entries.Where(entry => !entry.FullName.Contains('/') && entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal))];
        Require(descriptions is [{ Length: <= DescriptionBytes }], "it has no description (.nuspec) of its own, or several");
        using Stream stream = descriptions[0].Open();
        using XmlReader reader = XmlReader.Create(stream, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, MaxCharactersInDocument = DescriptionBytes });
        XElement? metadata = XDocument.Load(reader).Root?.Elements().FirstOrDefault(element => element.Name.LocalName == "metadata");
        string Value(string name) => metadata?.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value.Trim() ?? "";
        string number = Value("version").Split('+')[0];
        bool same = Value("id").Equals(package, StringComparison.OrdinalIgnoreCase) && number.Equals(version, StringComparison.OrdinalIgnoreCase);
        Require(same, $"it says of itself that it is {Value("id")} {number}, and {package} {version} was asked for");
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
