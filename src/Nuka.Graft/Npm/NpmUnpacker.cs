using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Nuka.Content.Archives;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Graft.Cleaning;
using Nuka.Graft.Unpack;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Store;

namespace Nuka.Graft.Npm;

/// <summary>
/// Puts packages of npm into the store as parts of a root: programs that npm carries as packages (node itself, npm) stand below
/// <c>usr</c>, and a package below <c>usr/lib/node_modules</c> gets links in <c>usr/bin</c> for what its package.json calls its
/// programs, as <c>npm install -g</c> makes them. The format is npm's: a gzip-compressed tar whose entries all lie in one directory.
/// </summary>
/// <param name="store">Where to.</param>
/// <param name="policy">What to leave out.</param>
public sealed class NpmUnpacker(ContentStore store, CleaningPolicy policy)
{
    /// <summary>Raised whenever the same package would give other trees.</summary>
    public const int Epoch = 1;

    /// <summary>Where a package stands whose programs are linked to <c>usr/bin</c>; its name follows.</summary>
    public const string ModulesPrefix = "usr/lib/node_modules/";

    internal const string Table = "npm-graft-v1";
    private const int DescriptionBytes = 1 << 20;

    /// <summary>Finds what was unpacked before.</summary>
    /// <param name="sha256">The SHA-256 of the package's file.</param>
    /// <param name="prefix">Where in the root it stands.</param>
    /// <returns>The tree; <see langword="null"/> if it was not, or was collected since.</returns>
    public Digest? TryFind(ReadOnlyMemory<byte> sha256, string prefix) =>
        store.TryGetFact(Table, Key(sha256, prefix), out byte[] known) && store.Contains(Cid.OfTree(new Digest(known))) ? new Digest(known) : null;

    /// <summary>Unpacks a package, if it was not before.</summary>
    /// <param name="file">The package's file.</param>
    /// <param name="sha256">What its bytes must hash to.</param>
    /// <param name="prefix">Where in the root it stands: <c>usr</c>, or <see cref="ModulesPrefix"/> and its name.</param>
    /// <param name="cancellation">Looked at between entries; nothing is left behind.</param>
    /// <exception cref="NukaException">The package is damaged, hostile or another one: <c>graft/…</c>, <c>content/archive-…</c>.</exception>
    public Digest Unpack(string file, ReadOnlyMemory<byte> sha256, string prefix, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        if (TryFind(sha256, prefix) is { } known)
        {
            return known;
        }

        Dictionary<string, string> programs = ReadPrograms(file);
        using TreeWriter writer = store.BeginTree();
        using FileStream stream = File.OpenRead(file);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using DigestingStream bytes = new(stream, hash);
        Fill(writer, bytes, prefix, [.. programs.Values], cancellation);
        byte[] digest = bytes.Finish();
        if (!CryptographicOperations.FixedTimeEquals(digest, sha256.Span))
        {
            throw GraftProblem.WrongDigest(file, digest, sha256.Span);
        }

        if (prefix.StartsWith(ModulesPrefix, StringComparison.Ordinal))
        {
            foreach ((string program, string path) in programs)
            {
                writer.AddSymlink(Encoding.UTF8.GetBytes($"usr/bin/{program}"), Encoding.UTF8.GetBytes($"../{prefix["usr/".Length..]}/{path}"));
            }
        }

        Digest tree = writer.Commit(cancellation);
        store.PutFact(Table, Key(sha256, prefix), tree.ToArray(), tree);
        return tree;
    }

    private byte[] Key(ReadOnlyMemory<byte> sha256, string prefix) =>
        [.. sha256.Span, .. Encoding.UTF8.GetBytes($"{Epoch}\n{policy.Identity}\n{prefix}")];

    private void Fill(TreeWriter writer, Stream package, string prefix, HashSet<string> programs, CancellationToken cancellation)
    {
        TreeUnpacker tree = new(writer, policy, ArchiveLimits.Package);
        byte[] start = Encoding.UTF8.GetBytes(prefix + "/");
        using TarReader tar = new(Decompression.Open(package, CompressionFormat.Gzip));
        while (tar.Next() is { } entry)
        {
            cancellation.ThrowIfCancellationRequested();
            byte[] inside = WithoutFirst(entry.Path);
            bool program = programs.Contains(Encoding.UTF8.GetString(inside));
            tree.Add(entry with
            {
                Path = [.. start, .. inside],
                LinkTarget = entry.Kind == TarEntryKind.HardLink ? [.. start, .. WithoutFirst(entry.LinkTarget)] : entry.LinkTarget,
                Mode = program ? entry.Mode | 0x49 : entry.Mode,
            });
        }
    }

    /// <summary>The programs that a package's package.json names, with their paths in it.</summary>
    private static Dictionary<string, string> ReadPrograms(string file)
    {
        using FileStream stream = File.OpenRead(file);
        using TarReader tar = new(Decompression.Open(stream, CompressionFormat.Gzip));
        while (tar.Next() is { } entry)
        {
            if (entry.Kind == TarEntryKind.File && WithoutFirst(entry.Path).AsSpan().SequenceEqual("package.json"u8) && entry.SizeBytes <= DescriptionBytes)
            {
                using MemoryStream text = new();
                entry.Content.CopyTo(text);
                return ReadPrograms(text.ToArray());
            }
        }

        throw GraftProblem.BadPackage("it has no package.json");
    }

    private static Dictionary<string, string> ReadPrograms(byte[] description)
    {
        Dictionary<string, string> programs = new(StringComparer.Ordinal);
        try
        {
            using JsonDocument json = JsonDocument.Parse(description);
            if (!json.RootElement.TryGetProperty("bin", out JsonElement bin))
            {
                return programs;
            }

            if (bin.ValueKind == JsonValueKind.String && json.RootElement.TryGetProperty("name", out JsonElement name))
            {
                string whole = name.GetString() ?? throw GraftProblem.BadPackage("its package.json is no description of a package: its name is null");
                Add(programs, whole.Split('/')[^1], bin.GetString()!);
            }
            else if (bin.ValueKind == JsonValueKind.Object)
            {
                foreach (JsonProperty program in bin.EnumerateObject().Where(one => one.Value.ValueKind == JsonValueKind.String))
                {
                    Add(programs, program.Name, program.Value.GetString()!);
                }
            }
        }
        catch (Exception bad) when (bad is JsonException or InvalidOperationException)
        {
            throw GraftProblem.BadPackage($"its package.json is no description of a package: {bad.Message}");
        }

        return programs;
    }

    /// <summary>A name that is no file name, or a path that leaves the package, is passed over: npm makes no link for it either.</summary>
    private static void Add(Dictionary<string, string> programs, string name, string path)
    {
        string clean = path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
        bool inside = !clean.StartsWith('/') && !clean.Contains('\0', StringComparison.Ordinal) && !clean.Split('/').Contains("..");
        if (inside && FileName.IsValid(Encoding.UTF8.GetBytes(name)))
        {
            programs[name] = clean;
        }
    }

    private static byte[] WithoutFirst(byte[] path)
    {
        int slash = Array.IndexOf(path, (byte)'/');
        return slash < 0 ? [] : path[(slash + 1)..];
    }
}
