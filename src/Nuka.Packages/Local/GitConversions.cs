using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Nuka.Platform.Files;

namespace Nuka.Packages.Local;

/// <summary>
/// Finds the files that git writes to disk in another form than it keeps them: then two clones of one commit differ, and so would what is made of them. A
/// file that somebody changed is none of these: it is taken as it is.
/// </summary>
/// <param name="tree">The work tree.</param>
/// <param name="git">What asks git.</param>
internal sealed class GitConversions(GitWorkTree tree, GitCall git)
{
    private const int LargestText = 64 << 20;
    private const int LargestPointer = 1024;

    private static readonly byte[] Pointer = [.. "version https://git-lfs."u8];

    /// <summary>Looks at tracked files.</summary>
    /// <param name="entries">What git knows, each of which is there.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>What is wrong with each that is not as git keeps it, as sentences without their subject; by path.</returns>
    internal ImmutableArray<(GitEntry Entry, string Reason)> Find(IEnumerable<GitEntry> entries, CancellationToken cancellation)
    {
        List<(GitEntry Entry, string? Reason)> suspects = [];
        foreach (GitEntry entry in entries)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Look(entry, out string? reason))
            {
                suspects.Add((entry, reason));
            }
        }

        if (suspects.Count == 0)
        {
            return [];
        }

        Dictionary<string, string> attributes = Attributes([.. suspects.Select(suspect => suspect.Entry)], cancellation);
        return
        [
            .. suspects.Select(suspect => (suspect.Entry, Reason: suspect.Reason ?? attributes.GetValueOrDefault(Convert.ToHexString(suspect.Entry.Path.Span))))
                .Where(found => found.Reason is not null).Select(found => (found.Entry, found.Reason!)),
        ];
    }

    /// <summary>Whether a file is not what the index has, or what stands for another one; with the reason where its bytes alone show it.</summary>
    private bool Look(GitEntry entry, out string? reason)
    {
        reason = null;
        if (tree.StatusOf(entry) is not { Kind: FileKind.File } file)
        {
            return false; // a link is kept as it is; what is gone or special is refused where it is taken
        }

        using SafeFileHandle? handle = tree.TryOpen(entry);
        if (handle is null)
        {
            return false;
        }

        if (NameOf(handle, entry) == entry.Hash)
        {
            reason = entry.IsLink ? "it is a symbolic link in git, and a file here" : null;
            return entry.IsLink || (file.SizeBytes <= LargestPointer && Content(handle).AsSpan().StartsWith(Pointer));
        }

        reason = entry.IsLink || file.SizeBytes > LargestText ? null : Rewritten(Content(handle), entry);
        return !entry.IsLink;
    }

    private static string? Rewritten(byte[] content, GitEntry entry)
    {
        byte[] lines = WithoutReturns(content);
        return NameOf(lines, entry) == entry.Hash ? "its lines end with CR LF here, and with LF in git"
            : NameOf(WithoutIdents(content), entry) == entry.Hash || NameOf(WithoutIdents(lines), entry) == entry.Hash ? "git writes its own name into it (the attribute `ident`)"
            : null;
    }

    /// <summary>What the attributes of files say of how git writes them, by the hexadecimal digits of their paths.</summary>
    private Dictionary<string, string> Attributes(ImmutableArray<GitEntry> entries, CancellationToken cancellation)
    {
        byte[] input = [.. entries.SelectMany(entry => (byte[])[.. entry.Path.Span, 0])];
        byte[] output = git.Run(["check-attr", "-z", "--stdin", "filter", "working-tree-encoding"], input, cancellation);
        ReadOnlyMemory<byte>[] fields = Fields(output);
        Dictionary<string, string> reasons = new(StringComparer.Ordinal);
        for (int at = 0; at + 2 < fields.Length; at += 3)
        {
            string name = Encoding.UTF8.GetString(fields[at + 1].Span);
            string value = Encoding.UTF8.GetString(fields[at + 2].Span);
            if (value is not ("unspecified" or "unset"))
            {
                reasons[Convert.ToHexString(fields[at].Span)] = name == "filter"
                    ? value == "lfs" ? "Git LFS keeps it elsewhere" : $"git changes it by the filter `{value}`"
                    : $"git writes it in the encoding {value}";
            }
        }

        return reasons;
    }

    private static ReadOnlyMemory<byte>[] Fields(byte[] output)
    {
        List<ReadOnlyMemory<byte>> fields = [];
        foreach (Range range in output.AsSpan().Split((byte)0))
        {
            fields.Add(output.AsMemory(range));
        }

        return [.. fields];
    }

    private static byte[] Content(SafeFileHandle handle)
    {
        byte[] content = new byte[RandomAccess.GetLength(handle)];
        int length = 0;
        while (length < content.Length && RandomAccess.Read(handle, content.AsSpan(length), length) is > 0 and int read)
        {
            length += read;
        }

        return content[..length];
    }

    private static byte[] WithoutReturns(byte[] content)
    {
        List<byte> kept = new(content.Length);
        for (int at = 0; at < content.Length; at++)
        {
            if (content[at] != '\r' || at + 1 == content.Length || content[at + 1] != '\n')
            {
                kept.Add(content[at]);
            }
        }

        return [.. kept];
    }

    /// <summary>As git reads it back: <c>$Id: anything$</c> on one line becomes <c>$Id$</c> (gitattributes(5), ident).</summary>
    private static byte[] WithoutIdents(byte[] content)
    {
        using MemoryStream kept = new(content.Length);
        ReadOnlySpan<byte> rest = content;
        for (int at = rest.IndexOf("$Id:"u8); at >= 0; at = rest.IndexOf("$Id:"u8))
        {
            kept.Write(rest[..(at + 3)]);
            rest = rest[(at + 3)..];
            int end = rest.IndexOfAny((byte)'$', (byte)'\n');
            rest = end >= 0 && rest[end] == '$' ? rest[end..] : rest;
        }

        kept.Write(rest);
        return kept.ToArray();
    }

    private static string NameOf(byte[] content, GitEntry entry)
    {
        using IncrementalHash hash = Begin(entry, content.Length);
        hash.AppendData(content);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string NameOf(SafeFileHandle handle, GitEntry entry)
    {
        using IncrementalHash hash = Begin(entry, RandomAccess.GetLength(handle));
        byte[] buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        long length = 0;
        while (RandomAccess.Read(handle, buffer, length) is > 0 and int read)
        {
            hash.AppendData(buffer, 0, read);
            length += read;
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // SHA-1 is git's own name for it, and nobody's proof of anything here.
    private static IncrementalHash Begin(GitEntry entry, long length)
    {
        IncrementalHash hash = IncrementalHash.CreateHash(entry.Hash.Length == 64 ? HashAlgorithmName.SHA256 : HashAlgorithmName.SHA1);
        hash.AppendData(Encoding.ASCII.GetBytes($"blob {length}\0"));
        return hash;
    }
}
