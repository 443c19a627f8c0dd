using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Graft.Sources;

/// <summary>Reads files of sources in both syntaxes, and judges what stands in them. Source: sources.list(5).</summary>
/// <param name="architectures">The Debian architectures to fetch for.</param>
/// <param name="checksValidUntil">Whether apt's own configuration leaves Valid-Until to be obeyed; its sources may say otherwise.</param>
internal sealed partial class SourceReader(ImmutableArray<string> architectures, bool checksValidUntil)
{
    private const int FileBytes = 4 << 20;

    /// <summary>Options that switch a check off; with the word that does.</summary>
    private static readonly (string Option, bool Value)[] UnsafeOptions =
    [
        ("Trusted", true), ("Allow-Insecure", true), ("Allow-Weak", true), ("Allow-Downgrade-To-Insecure", true),
        ("Check-Date", false),
    ];

    private readonly List<SourceEntry> entries = [];
    private readonly List<Problem> refused = [];

    internal ImmutableArray<SourceEntry> TakeEntries() => [.. entries];

    internal ImmutableArray<Problem> TakeRefused() => [.. refused];

    /// <summary>Reads every file of a directory whose name apt would read, in the order of names.</summary>
    internal void ReadDirectory(string directory, bool isOwn)
    {
        if (!Directory.Exists(directory))
        {
            return;
        }

        foreach (string path in Directory.GetFiles(directory).Order(StringComparer.Ordinal))
        {
            if (SourceFileName().IsMatch(Path.GetFileName(path)))
            {
                ReadFile(path, isOwn);
            }
        }
    }

    /// <summary>Reads one file, if it exists.</summary>
    internal void ReadFile(string path, bool isOwn)
    {
        try
        {
            if (ReadWhole(path) is { } text)
            {
                ReadText(text, path, isOwn);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            refused.Add(new Problem("graft/bad-source", $"a list of sources cannot be read: {(error is FileError file ? RegularFile.Describe(file) : error.Message)}")
            {
                Place = new Place(path),
                Hints = ["make it readable, or remove it"],
            });
        }
    }

    /// <summary>Reads the text of one file, whose name decides the syntax.</summary>
    internal void ReadText(string text, string path, bool isOwn)
    {
        try
        {
            List<SourceDraft> drafts = path.EndsWith(".sources", StringComparison.Ordinal)
                ? ReadStanzas(text, path, isOwn)
                : OneLineSources.Read(text, path, isOwn, refused);
            drafts.ForEach(Judge);
        }
        catch (NukaException error)
        {
            refused.Add(error.Problem);
        }
    }

    private static List<SourceDraft> ReadStanzas(string text, string path, bool isOwn)
    {
        List<SourceDraft> drafts = [];
        foreach (Deb822Stanza stanza in Deb822Stanza.ParseAll(text, path, "graft/bad-source"))
        {
            SourceDraft draft = new(new Place(path, stanza.LineNumber, 1), isOwn);
            draft.Types.AddRange(stanza.Words("Types"));
            draft.Uris.AddRange(stanza.Words("URIs"));
            draft.Suites.AddRange(stanza.Words("Suites"));
            draft.Components.AddRange(stanza.Words("Components"));
            foreach (Deb822Field field in stanza.Fields)
            {
                draft.Options[field.Name] = [.. field.Words];
            }

            Deb822Field? signedBy = stanza.Find("Signed-By");
            if (signedBy is not null && signedBy.Lines.Prepend(signedBy.Value).Any(line => line.StartsWith("-----BEGIN PGP", StringComparison.Ordinal)))
            {
                draft.InlineKey = string.Join('\n', signedBy.Lines.Prepend(signedBy.Value).Select(line => line == "." ? "" : line)).Trim() + "\n";
            }

            drafts.Add(draft);
        }

        return drafts;
    }

    private static NukaException Refuse(SourceDraft draft, string code, string message, params ImmutableArray<string> hints) =>
        new Problem(code, message)
        {
            Place = draft.Place,
            Hints = hints.IsEmpty ? ["mend the source there, or remove it; see sources.list(5)"] : hints,
        }.ToException();

    private static void CheckSafety(SourceDraft draft)
    {
        foreach ((string option, bool value) in UnsafeOptions)
        {
            if (draft.Options.TryGetValue(option, out List<string>? words) && words.Exists(word => SourceDraft.IsYes(word) == value))
            {
                string name = SourceAddress.WithoutCredentials(draft.Uris.FirstOrDefault() ?? "");
                throw Refuse(
                    draft,
                    "graft/unsafe-source",
                    $"the source {name} asks not to be checked ({option}: {(value ? "yes" : "no")}), and is not used",
                    "sign the archive, and name its keyring with Signed-By");
            }
        }
    }

    private static SignedBy ReadSignedBy(SourceDraft draft)
    {
        if (draft.InlineKey.Length > 0)
        {
            return new SignedBy { InlineKey = draft.InlineKey };
        }

        List<string> words = draft.Options.GetValueOrDefault("Signed-By") ?? [];
        List<string> paths = [];
        List<string> fingerprints = [];
        foreach (string word in words)
        {
            if (word.StartsWith('/'))
            {
                paths.Add(word);
            }
            else if (Fingerprint().IsMatch(word))
            {
                fingerprints.Add(word.ToUpperInvariant());
            }
            else if (draft.IsOwn && word.StartsWith("keyrings/", StringComparison.Ordinal))
            {
                paths.Add(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(draft.Place.File)!, "..", word)));
            }
            else
            {
                throw Refuse(draft, "graft/bad-source", $"Signed-By names neither the absolute path of a keyring nor a fingerprint: {word}");
            }
        }

        return words.Count == 0 ? SignedBy.AnyTrusted : new SignedBy { KeyringPaths = [.. paths], Fingerprints = [.. fingerprints] };
    }

    private void Judge(SourceDraft draft)
    {
        try
        {
            if (!draft.Types.Contains("deb") || !draft.IsEnabled)
            {
                return;
            }

            CheckSafety(draft);
            if (draft.Uris.Count == 0 || draft.Suites.Count == 0)
            {
                throw Refuse(draft, "graft/bad-source", "a source needs URIs and Suites");
            }

            SignedBy signedBy = ReadSignedBy(draft);
            ImmutableArray<string> wanted = ChooseArchitectures(draft);
            if (wanted.IsEmpty)
            {
                return;
            }

            foreach (string uri in draft.Uris)
            {
                foreach (string suite in draft.Suites)
                {
                    Add(draft, uri, suite, wanted, signedBy);
                }
            }
        }
        catch (NukaException error)
        {
            refused.Add(error.Problem);
        }
    }

    private ImmutableArray<string> ChooseArchitectures(SourceDraft draft)
    {
        List<string> stated = draft.Options.GetValueOrDefault("Architectures") ?? [];
        List<string> added = draft.Options.GetValueOrDefault("Architectures-Add") ?? [];
        List<string> removed = draft.Options.GetValueOrDefault("Architectures-Remove") ?? [];
        return [.. architectures.Where(name => (stated.Count == 0 || stated.Contains(name) || added.Contains(name)) && !removed.Contains(name))];
    }

    private void Add(SourceDraft draft, string uri, string suite, ImmutableArray<string> wanted, SignedBy signedBy)
    {
        bool isFlat = suite.EndsWith('/');
        if (isFlat != (draft.Components.Count == 0))
        {
            throw Refuse(
                draft,
                "graft/bad-source",
                isFlat ? $"the suite {suite} is a directory, so the source may have no components" : $"the suite {suite} needs at least one component");
        }

        ImmutableArray<string> mirrors = FindMirrors(draft, uri);
        SourceEntry entry = new()
        {
            Uri = uri.TrimEnd('/'),
            Suite = suite.Replace("$(ARCH)", wanted[0], StringComparison.Ordinal),
            Components = [.. draft.Components.Distinct()],
            Architectures = wanted,
            SignedBy = signedBy,
            Mirrors = mirrors,
            Place = draft.Place,
            IsOwn = draft.IsOwn,
            ChecksValidUntil = ChecksValidUntil(draft),
        };
        int same = entries.FindIndex(known => known.Uri == entry.Uri && known.Suite == entry.Suite);
        if (same < 0)
        {
            entries.Add(entry);
            return;
        }

        // apt joins lines that differ only in their components; keys that differ would leave open which of them decides.
        if (!SameKeys(entries[same].SignedBy, signedBy))
        {
            throw Refuse(draft, "graft/bad-source", $"the source {entry.Name} stands in the lists twice, with different keys");
        }

        entries[same] = entries[same] with
        {
            Components = [.. entries[same].Components.Union(entry.Components)],
            ChecksValidUntil = entries[same].ChecksValidUntil || entry.ChecksValidUntil,
        };
    }

    /// <summary>The source's own word counts; without one, apt's for all of its sources.</summary>
    private bool ChecksValidUntil(SourceDraft draft)
    {
        bool? stated = draft.Options.TryGetValue("Check-Valid-Until", out List<string>? words) && words.Count > 0 ? SourceDraft.IsYes(words[0]) : null;
        return stated ?? (draft.IsOwn || checksValidUntil);
    }

    /// <summary>The text of a file; <see langword="null"/> if there is none. A pipe or a device is an error, and so is what no person wrote.</summary>
    private static string? ReadWhole(string path) => RegularFile.TryRead(path, FileBytes + 1) is not { } bytes ? null
        : bytes.Length <= FileBytes ? Encoding.UTF8.GetString(bytes) : throw new IOException($"it is larger than {FileBytes} bytes");

    private static bool SameKeys(SignedBy left, SignedBy right) =>
        left.InlineKey == right.InlineKey && left.KeyringPaths.SequenceEqual(right.KeyringPaths) && left.Fingerprints.SequenceEqual(right.Fingerprints);

    private static ImmutableArray<string> FindMirrors(SourceDraft draft, string uri)
    {
        int colon = uri.IndexOf(':', StringComparison.Ordinal);
        switch (colon < 0 ? "" : uri[..colon])
        {
            case "http" or "https" or "file" or "copy":
                return [uri.TrimEnd('/')];
            case "mirror+file":
                string path = uri[(colon + 1)..];
                path = path.StartsWith("//", StringComparison.Ordinal) ? path[2..] : path;
                ImmutableArray<string> mirrors =
                [
                    .. (ReadWhole(path) ?? string.Empty).Split('\n').Select(line => line.Split('#')[0].Trim().Split('\t', ' ')[0].TrimEnd('/')).Where(line => line.Length > 0),
                ];
                return mirrors.Length > 0 ? mirrors : throw Refuse(draft, "graft/bad-source", $"the list of mirrors {path} is empty");
            default:
                throw Refuse(draft, "graft/bad-source", $"an address of this kind cannot be used: {SourceAddress.WithoutCredentials(uri)}");
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_.-]+\.(list|sources)$")]
    private static partial Regex SourceFileName();

    [GeneratedRegex("^[0-9A-Fa-f]{40,64}!?$")]
    private static partial Regex Fingerprint();
}
