using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Sources;

/// <summary>A Release file whose signature was checked. Source: the Debian wiki's repository format.</summary>
internal sealed class Release
{
    private static readonly string[] DateFormats = ["ddd, dd MMM yyyy HH:mm:ss", "ddd, d MMM yyyy HH:mm:ss", "ddd,  d MMM yyyy HH:mm:ss"];

    private readonly Deb822Stanza stanza;
    private readonly Dictionary<string, ReleaseFile> files = new(StringComparer.Ordinal);

    private Release(Deb822Stanza stanza, string sha256)
    {
        this.stanza = stanza;
        Sha256 = sha256;
        Date = ReadDate("Date") ?? throw Fault("it has no Date");
        ValidUntil = ReadDate("Valid-Until");
        Deb822Field list = stanza.Find("SHA256") ?? throw Fault("it lists no files by SHA256");
        foreach (string line in list.Lines)
        {
            string[] words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length != 3 || words[0].Length != 64 || !words[0].All(char.IsAsciiHexDigit)
                || !long.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out long size))
            {
                throw Fault($"a line of its SHA256 list cannot be read: {line}");
            }

            files[words[2]] = new ReleaseFile(words[2], words[0].ToLowerInvariant(), size);
        }
    }

    /// <summary>SHA-256 of the signed text.</summary>
    internal string Sha256 { get; }

    internal DateTimeOffset Date { get; }

    internal DateTimeOffset? ValidUntil { get; }

    internal bool AcquireByHash => SourceDraft.IsYes(stanza.Value("Acquire-By-Hash")) == true;

    internal bool NotAutomatic => SourceDraft.IsYes(stanza.Value("NotAutomatic")) == true;

    internal bool ButAutomaticUpgrades => SourceDraft.IsYes(stanza.Value("ButAutomaticUpgrades")) == true;

    /// <summary>Whether packages of architecture all are listed only in an index of their own.</summary>
    internal bool HasOwnIndexForAll =>
        stanza.Words("Architectures").Contains("all") && !stanza.Words("No-Support-for-Architecture-all").Contains("Packages");

    /// <summary>Parses the text.</summary>
    /// <param name="text">What the signature covers.</param>
    /// <exception cref="NukaException"><c>graft/bad-release</c>.</exception>
    internal static Release Parse(byte[] text)
    {
        List<Deb822Stanza> stanzas = Deb822Stanza.ParseAll(Encoding.UTF8.GetString(text), "Release", "graft/bad-release");
        return stanzas.Count == 1
            ? new Release(stanzas[0], Convert.ToHexStringLower(SHA256.HashData(text)))
            : throw Fault($"it has {stanzas.Count} stanzas, not one");
    }

    /// <summary>A field of one line; empty if absent.</summary>
    internal string Value(string field) => stanza.Value(field);

    /// <summary>A file that it lists, or <see langword="null"/>.</summary>
    internal ReleaseFile? Find(string path) => files.GetValueOrDefault(path);

    private static NukaException Fault(string reason) =>
        new Problem("graft/bad-release", "a Release file is signed but cannot be used")
        {
            Reasons = [reason],
            Hints = ["the archive's keepers have to mend it; another mirror may have a whole one   see: nuka source list"],
        }.ToException();

    private DateTimeOffset? ReadDate(string field)
    {
        string value = stanza.Value(field);
        if (value.Length == 0)
        {
            return null;
        }

        string zone = value[(value.LastIndexOf(' ') + 1)..];
        return zone is "UTC" or "GMT" or "Z" or "+0000"
            && DateTime.TryParseExact(
                value[..^zone.Length].Trim(),
                DateFormats,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out DateTime date)
            ? new DateTimeOffset(date, TimeSpan.Zero)
            : throw Fault($"its {field} cannot be read: {value}");
    }
}
