using System.Collections.Immutable;
using System.Globalization;
using Nuka.Formats.Nuon;
using Nuka.Platform.Errors;
using Nuka.Platform.Processors;

namespace Nuka.Packages.Identity;

/// <summary>
/// Reads the draft that a package file prints. Nushell's own types have caught most of what is wrong by then; what is caught here is said in the
/// author's words, at the first place of the package file where the word in question stands.
/// </summary>
/// <param name="source">The package file.</param>
internal sealed class DraftReader(PackageSource source)
{
    private static readonly string[] Managers = ["cargo", "go", "npm", "nuget", "pip"];
    private static readonly string[] Systems = ["linux", "darwin", "freebsd", "windows"];
    private static readonly string[] Architectures = ["x86_64", "aarch64", "armv7", "riscv64"];
    private static readonly string[] Said = ["description", "license", "needs", "safety", "service"];

    /// <summary>Reads a draft.</summary>
    /// <param name="draft">The record that the file printed.</param>
    /// <exception cref="NukaException"><c>packages/bad-draft</c>.</exception>
    internal Draft Read(NuonRecord draft)
    {
        string name = Text(draft, "name");
        string version = Text(draft, "version");
        if (name != source.Name)
        {
            throw Bad(name, $"the file is {source.Name}.nu, and its package is called `{name}`: both have one name");
        }

        if (!IsVersion(version))
        {
            throw Bad(version, $"`{version}` is no version: letters, digits, `.`, `+`, `~`, `:`, `_`, `-`, and at most 128 of them");
        }

        string safety = Text(draft, "safety");
        if (safety is not ("memory-safe" or "unsafe"))
        {
            throw Bad(safety, $"`--safety` is `memory-safe` or `unsafe`, not `{safety}`");
        }

        NuonRecord build = Record(draft, "build");
        return new Draft
        {
            Name = name,
            Version = version,
            Sources = [.. List(draft, "src").Select(Source)],
            Packages = References(draft, "packages"),
            Tools = References(draft, "tools"),
            NeedsRun = References(draft, "needs-run"),
            Build = Text(build, "source"),
            Arguments = Canonical(Record(build, "args"), "--args"),
            Variables = Variables(Record(build, "vars")),
            Allow = Allow(Record(draft, "allow")),
            Impure = Text(draft, "impure"),
            Outputs = Outputs(Texts(draft, "outputs")),
            Options = Canonical(Record(draft, "options"), "--options"),
            Runtime = Text(draft, "runtime"),
            Platforms = [.. Texts(draft, "platforms").Select(Platform)],
            Levels = [.. Texts(draft, "cpu").Select(Level)],
            About = [.. draft.Fields.Where(field => Said.Contains(field.Name)).Select(field => field with { Value = Canonical(field.Value, $"--{field.Name}") })],
        };
    }

    private DraftSource Source(NuonValue value)
    {
        if (value is not NuonRecord record || !record.TryGet("nuka", out NuonValue? made) || made is not NuonString { Value: "fetch" or "local" or "lock" } kind)
        {
            throw Bad("derivation", "a source is made by `fetch`, `local` or `lock`");
        }

        return kind.Value switch
        {
            "fetch" => Fetched(record),
            "local" => new DraftSource(DraftSourceKind.Local, "", [], false, "", Text(record, "path"), ""),
            _ when !Managers.Contains(Text(record, "manager")) => throw Bad(
                Text(record, "manager"), $"`{Text(record, "manager")}` is no package manager that nuka knows: {string.Join(", ", Managers)}"),
            _ => new DraftSource(DraftSourceKind.Lock, "", [], false, "", Text(Record(record, "file"), "path"), Text(record, "manager")),
        };
    }

    private DraftSource Fetched(NuonRecord record)
    {
        ImmutableArray<string> addresses = Texts(record, "url");
        foreach (string address in addresses)
        {
            bool isPlain = Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Scheme is "https" or "file" or "debian" or "npm" or "nuget" && uri!.UserInfo.Length == 0;
            if (!isPlain)
            {
                throw Bad(address, $"`{address}` is no address to fetch from: https:, file:, debian:, npm: or nuget:, without a password");
            }
        }

        if (addresses.IsEmpty)
        {
            throw Bad("fetch", "a source to fetch has at least one address");
        }

        bool isUnpacked = Flag(record, "unpack");
        string name = isUnpacked ? "" : FetchedName.Of(addresses[0])
            ?? throw Bad(addresses[0], $"`{addresses[0]}` does not end in a name that the file could have: put an address first that does, or unpack it");
        return new DraftSource(DraftSourceKind.Fetch, Text(record, "hash")["sha256-".Length..], addresses, isUnpacked, name, "", "");
    }

    private ImmutableArray<DraftReference> References(NuonRecord draft, string field)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        ImmutableArray<DraftReference>.Builder all = ImmutableArray.CreateBuilder<DraftReference>();
        foreach (NuonValue value in List(draft, field))
        {
            NuonRecord record = value as NuonRecord ?? throw Bad("derivation", $"`{field}` holds something that is no package");
            string name = Text(record, "name");
            if (!seen.Add(name))
            {
                throw Bad(name, $"`{name}` stands twice in `{field}`");
            }

            NuonRecord options = record.TryGet("options", out NuonValue? asked) ? asked as NuonRecord ?? throw Bad(name, "options are a record") : new NuonRecord([]);
            string level = record.TryGet("level", out NuonValue? wanted) ? Level((wanted as NuonString ?? throw Bad(name, "a level is a text")).Value) : "";
            all.Add(new DraftReference(name, Canonical(options, "with"), level));
        }

        return all.DrainToImmutable();
    }

    private string Platform(string name)
    {
        int slash = name.IndexOf('/', StringComparison.Ordinal);
        bool isKnown = Systems.Contains(slash < 0 ? name : name[..slash]) && (slash < 0 || Architectures.Contains(name[(slash + 1)..]));
        return isKnown ? name : throw Bad(
            name, $"`{name}` is no platform: a system ({string.Join(", ", Systems)}), or one with an architecture ({string.Join(", ", Architectures)}), as in `linux/x86_64`");
    }

    private string Level(string name) => CpuLevels.Find(name) is not null
        ? name
        : throw Bad(name, $"`{name}` is no level of processors: {string.Join(", ", CpuLevels.All.Select(level => level.Name))}");

    private NuonRecord Variables(NuonRecord variables)
    {
        foreach (NuonField variable in variables.Fields)
        {
            if (!IsVariable(variable.Name) || variable.Value is not NuonString { Value: { } text } || text.Contains('\0'))
            {
                throw Bad(variable.Name, $"`--vars` holds names of variables and their texts; `{variable.Name}` is not such a pair");
            }
        }

        return variables;
    }

    private NuonRecord Allow(NuonRecord allow)
    {
        foreach (NuonField field in allow.Fields)
        {
            bool isRight = field.Name switch
            {
                "leaks" or "references" => field.Value is NuonRecord pairs && pairs.Fields.All(pair => pair.Value is NuonString { Value.Length: > 0 }),
                "dispatches" => field.Value is NuonList list && list.Items.All(item => item is NuonString),
                _ => false,
            };
            if (!isRight)
            {
                throw Bad(field.Name, $"`--allow` holds `leaks` and `references`, each with reasons by what they are for, and `dispatches`, a list; `{field.Name}` is not such a thing");
            }
        }

        return Canonical(allow, "--allow");
    }

    private ImmutableArray<string> Outputs(ImmutableArray<string> outputs)
    {
        foreach (string output in outputs)
        {
            if (!IsOutput(output) || outputs.Count(other => other == output) > 1)
            {
                throw Bad(output, $"`{output}` is no output, or stands twice: small letters and digits, each once");
            }
        }

        return outputs.FirstOrDefault() == "out" ? outputs : throw Bad("--outputs", "the first output is `out`");
    }

    /// <summary>Whatever is hashed or kept has one canonical form.</summary>
    private T Canonical<T>(T value, string where)
        where T : NuonValue
    {
        try
        {
            NuonText.WriteCanonical(value);
            return value;
        }
        catch (NukaException error)
        {
            throw (Bad(where, $"`{where}`: {error.Problem.Message}").Problem with { Hints = error.Problem.Hints }).ToException(error);
        }
    }

    private ImmutableArray<string> Texts(NuonRecord record, string field) =>
        [.. List(record, field).Select(value => value is NuonString text ? text.Value : throw Bad(field, $"`{field}` is a list of texts"))];

    private ImmutableArray<NuonValue> List(NuonRecord record, string field) => Value<NuonList>(record, field).Items;

    private NuonRecord Record(NuonRecord record, string field) => Value<NuonRecord>(record, field);

    private string Text(NuonRecord record, string field) => Value<NuonString>(record, field).Value;

    private bool Flag(NuonRecord record, string field) => Value<NuonBoolean>(record, field).Value;

    private T Value<T>(NuonRecord record, string field)
        where T : NuonValue =>
        record.TryGet(field, out NuonValue? value) && value is T typed
            ? typed
            : throw Bad("derivation", string.Create(CultureInfo.InvariantCulture, $"the package has no `{field}`, or one of another type"));

    private NukaException Bad(string word, string message) => new Problem("packages/bad-draft", message)
    {
        Place = source.AtWord(word),
        Hints = ["docs/reference/packages.md says what a package file may hold"],
    }.ToException();

    // Written out: the regular expressions would be compiled anew at every start, which costs more than reading hundreds of drafts.
    private static bool IsVersion(string text) =>
        text.Length is > 0 and <= 128 && char.IsAsciiLetterOrDigit(text[0]) && text.All(letter => char.IsAsciiLetterOrDigit(letter) || ".+~:_-".Contains(letter));

    private static bool IsVariable(string text) =>
        text.Length > 0 && !char.IsAsciiDigit(text[0]) && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_');

    private static bool IsOutput(string text) =>
        text.Length is > 0 and <= 16 && char.IsAsciiLetterLower(text[0]) && text.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter));
}
