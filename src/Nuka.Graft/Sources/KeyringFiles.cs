using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Graft.Sources;

/// <summary>Turns what a source says of its keys to keyring files that gpgv reads: armoured keys are decoded into a private directory.</summary>
internal static class KeyringFiles
{
    private const int KeyringSizeLimit = 16 << 20;
    private const string ArmourBegin = "-----BEGIN PGP PUBLIC KEY BLOCK-----";
    private const string ArmourEnd = "-----END PGP PUBLIC KEY BLOCK-----";

    /// <summary>The files for a source.</summary>
    /// <param name="signedBy">What the source says.</param>
    /// <param name="aptDirectory">apt's configuration directory, with the keys trusted for every source; may be absent.</param>
    /// <param name="workDirectory">A private directory for decoded keys.</param>
    /// <param name="source">The source's name, for errors.</param>
    /// <exception cref="NukaException"><c>graft/no-keyring</c>.</exception>
    internal static ImmutableArray<string> Prepare(SignedBy signedBy, string? aptDirectory, string workDirectory, string source)
    {
        if (signedBy.InlineKey.Length > 0)
        {
            return [Decode(Encoding.UTF8.GetBytes(signedBy.InlineKey), workDirectory, source)];
        }

        IEnumerable<string> paths = signedBy.KeyringPaths.IsEmpty ? FindTrusted(aptDirectory) : signedBy.KeyringPaths;
        ImmutableArray<string> files = [.. paths.Select(path => PrepareFile(path, workDirectory, source))];
        return files.IsEmpty
            ? throw Fault(source, "the source names no keyring, and the machine trusts no key for every source")
            : files;
    }

    /// <summary>Whether bytes begin as a keyring does: an armoured block, a keybox, or a public key packet (RFC 4880 section 4.2, tag 6).</summary>
    internal static bool IsKeyring(ReadOnlySpan<byte> bytes) =>
        bytes[..Math.Min(bytes.Length, 4096)].IndexOf(Encoding.ASCII.GetBytes(ArmourBegin)) >= 0
        || (bytes.Length > 12 && bytes.Slice(8, 4).SequenceEqual("KBXf"u8))
        || (bytes.Length > 2 && ((bytes[0] & 0xFC) == 0x98 || bytes[0] == 0xC6));

    private static IEnumerable<string> FindTrusted(string? aptDirectory)
    {
        if (aptDirectory is null)
        {
            yield break;
        }

        string main = Path.Combine(aptDirectory, "trusted.gpg");
        if (File.Exists(main) && new FileInfo(main).Length > 0)
        {
            yield return main;
        }

        string parts = Path.Combine(aptDirectory, "trusted.gpg.d");
        if (Directory.Exists(parts))
        {
            foreach (string path in Directory.GetFiles(parts).Order(StringComparer.Ordinal))
            {
                if (Path.GetExtension(path) is ".gpg" or ".asc")
                {
                    yield return path;
                }
            }
        }
    }

    private static string PrepareFile(string path, string workDirectory, string source)
    {
        try
        {
            byte[] bytes = RegularFile.TryRead(path, KeyringSizeLimit + 1) ?? throw Fault(source, $"there is no keyring {path}");
            if (bytes.Length > KeyringSizeLimit)
            {
                throw Fault(source, $"the keyring {path} is larger than {KeyringSizeLimit} bytes");
            }

            return bytes.AsSpan(0, Math.Min(bytes.Length, 4096)).IndexOf(Encoding.ASCII.GetBytes(ArmourBegin)) >= 0
                ? Decode(bytes, workDirectory, source)
                : path;
        }
        catch (FileError error)
        {
            throw Fault(source, $"the keyring {path} cannot be read: {RegularFile.Describe(error)}");
        }
    }

    /// <summary>Decodes armoured key blocks, one after the other. Source: RFC 4880 section 6.2; gpgv checks the keys themselves, so the armour's CRC is not looked at.</summary>
    private static string Decode(byte[] armoured, string workDirectory, string source)
    {
        using MemoryStream keys = new();
        StringBuilder? block = null;
        bool inHeaders = false;
        foreach (ReadOnlySpan<char> raw in Encoding.UTF8.GetString(armoured).AsSpan().EnumerateLines())
        {
            ReadOnlySpan<char> line = raw.Trim();
            if (line.SequenceEqual(ArmourBegin))
            {
                block = new StringBuilder();
                inHeaders = true;
            }
            else if (block is not null && line.SequenceEqual(ArmourEnd))
            {
                keys.Write(DecodeBase64(block.ToString(), source));
                block = null;
            }
            else if (block is not null && inHeaders && (line.IsEmpty || line.Contains(':')))
            {
                inHeaders = !line.IsEmpty;
            }
            else if (block is not null && !line.StartsWith('='))
            {
                inHeaders = false;
                block.Append(line);
            }
        }

        if (keys.Length == 0 || block is not null)
        {
            throw Fault(source, "an armoured key block has no end");
        }

        string name = $"{Convert.ToHexStringLower(SHA256.HashData(armoured))[..16]}.gpg";
        string path = Path.Combine(workDirectory, name);
        File.WriteAllBytes(path, keys.ToArray());
        return path;
    }

    private static byte[] DecodeBase64(string text, string source)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw Fault(source, "an armoured key block is not base64");
        }
    }

    private static NukaException Fault(string source, string reason) =>
        new Problem("graft/no-keyring", $"there is no key to check the source {source} with")
        {
            Reasons = [reason],
            Hints = ["name the archive's keyring with Signed-By"],
        }.ToException();
}
