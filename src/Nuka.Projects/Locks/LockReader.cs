using System.Collections.Immutable;
using System.Globalization;
using Nuka.Content.Trees;
using Nuka.Formats.Toml;
using Nuka.Platform.Errors;
using Nuka.Projects.Discovery;
using Nuka.Projects.Discovery.Known;

namespace Nuka.Projects.Locks;

/// <summary>Reads <c>[environment]</c> strictly: every key known, present where it must be, and of the right kind.</summary>
internal sealed class LockReader(TomlDocument document)
{
    /// <summary>No package is larger; so many of them can be summed up as there are rows.</summary>
    private const long PackageBytes = 1L << 40;

    private static readonly string[] Archives = ["deb", "npm", "nuget"];

    public static EnvironmentLock? Read(TomlDocument document) =>
        document.Root.TryGet("environment", out TomlEntry? entry) ? new LockReader(document).Environment(entry) : null;

    private EnvironmentLock Environment(TomlEntry entry)
    {
        LockTable table = new(document, entry.Value);
        long version = table.Integer("version");
        if (version != EnvironmentLock.FormatVersion)
        {
            throw new Problem("projects/lock-version", $"the lock has format {version}, and this nuka reads format {EnvironmentLock.FormatVersion}")
            {
                Place = document.PlaceOf(entry),
                Hints = [version > EnvironmentLock.FormatVersion ? "a newer nuka wrote it: update nuka" : "try: nuka lock"],
            }.ToException();
        }

        EnvironmentLock result = new()
        {
            Request = table.Text("request"),
            Order = table.Strings("order"),
            Runtimes = [.. table.Tables("runtime").Select(Runtime)],
            Needs = [.. table.Tables("need").Select(Need)],
            Observed = [.. table.Tables("observed").Select(Need)],
            Run = [.. table.Tables("run").Select(Need)],
            Platforms = [.. table.Tables("platform").Select(Platform)],
        };
        if (result.Platforms.GroupBy(platform => platform.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw table.Bad("platform", $"has {twice.Key} twice");
        }

        table.Finish();
        return result;
    }

    private static LockedRuntime Runtime(LockTable table)
    {
        LockedRuntime runtime = new(table.Text("name"), table.Text("range"), table.Text("version"), table.Text("package"), Evidence(table));
        table.Finish();
        return runtime;
    }

    private static LockedNeed Need(LockTable table)
    {
        if (!NeedText.TryParse(table.Text("need"), out (NeedKind Kind, string Name) what))
        {
            throw table.Bad("need", "is no need, such as `pc:cairo`");
        }

        NeedOrigin origin = LockOrigins.Parse(table.Text("origin")) ?? throw table.Bad("origin", "is no origin");
        Need need = new(what.Kind, what.Name, origin, Evidence(table)) { Optional = table.Flag("optional") };
        LockedNeed locked = new(need, table.OptionalText("package"));
        table.Finish();
        return locked;
    }

    private static Evidence Evidence(LockTable table) => new(table.Text("file"), (int)table.Integer("line"), table.Text("token"));

    private static LockedPlatform Platform(LockTable table)
    {
        bool open = table.OptionalText("root") is null;
        LockedPlatform platform = new()
        {
            Name = table.Text("name"),
            CpuLevel = table.Text("cpu"),
            Cleaning = table.Text("cleaning"),
            Root = open ? default : Tree(table, "root"),
            Finish = open ? default : Tree(table, "finish"),
            Run = RunSet(table),
            Variables = Variables(table),
            Sources = [.. table.Tables("source").Select(Source)],
            Packages = [.. table.Tables("package").Select(inner => Package(inner, open))],
        };
        ImmutableArray<LockedPackage> packages = platform.Packages;
        foreach (LockedPackage package in packages.Where(p => !platform.Sources.Any(s => s.Id == p.Source)))
        {
            throw table.Bad("package", $"{package.Name} names the source `{package.Source}`, which the lock does not have");
        }

        if (open && platform.Run is not null)
        {
            throw table.Bad("run", "is the run set of a platform without a root");
        }

        if (platform.Run is null && packages.Any(package => package.Run))
        {
            throw table.Bad("run", "is missing, and packages are marked for it");
        }

        table.Finish();
        return platform;
    }

    /// <summary>A lock comes with the project, and what it sets also reaches editors outside: only what a known row sets may stand in it.</summary>
    private static ImmutableSortedDictionary<string, string> Variables(LockTable table)
    {
        ImmutableSortedDictionary<string, string> variables = table.TextTable("variables");
        if (variables.Count > 0 && variables.Except(KnownRows.Own.Variables()).FirstOrDefault() is { Key: { } foreign })
        {
            throw table.Bad("variables", $"sets {Printable(foreign)}, which nuka does not set so");
        }

        return variables;
    }

    private static string Printable(string text) => new([.. text.Select(letter => char.IsControl(letter) ? '?' : letter)]);

    private static LockedRunSet? RunSet(LockTable table)
    {
        if (table.OptionalTable("run") is not { } inner)
        {
            return null;
        }

        LockedRunSet set = new(Tree(inner, "finish"), Tree(inner, "root"));
        inner.Finish();
        return set;
    }

    private static LockedSource Source(LockTable table)
    {
        // The locks of the runtimes that come with nuka name no address: each machine has its own.
        if (table.Text("uri") is { Length: > 0 } uri && !Uri.TryCreate(uri, UriKind.Absolute, out _))
        {
            throw table.Bad("uri", "is no address");
        }

        if (table.OptionalText("id") is { } id && LockedSource.IsRegistry(id))
        {
            LockedSource registry = new(id, table.Text("uri"), table.Text("suite"), null, null);
            table.Finish();
            return registry;
        }

        if (!DateTimeOffset.TryParseExact(table.Time("date"), "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal, out DateTimeOffset date))
        {
            throw table.Bad("date", "is no instant in UTC");
        }

        LockedSource source = new(table.Text("id"), table.Text("uri"), table.Text("suite"), date, Sha256(table));
        table.Finish();
        return source;
    }

    private static LockedPackage Package(LockTable table, bool open)
    {
        LockedPackage package = new()
        {
            Archive = table.Text("archive"),
            Name = table.Text("name"),
            Version = table.Text("version"),
            Architecture = table.Text("arch"),
            Source = table.Text("source"),
            File = table.Text("file"),
            Sha256 = Sha256(table),
            SizeBytes = table.Integer("size"),
            Tree = open ? default : Tree(table, "tree"),
            Prefix = table.OptionalText("prefix") ?? "",
            Run = table.Flag("run"),
        };
        foreach ((string key, string text) in ((string, string)[])[("name", package.Name), ("version", package.Version), ("arch", package.Architecture)])
        {
            if (text.Length == 0 || !text.All(letter => letter is > ' ' and <= '~'))
            {
                throw table.Bad(key, "is empty, or holds more than printable ASCII");
            }
        }

        if (!Archives.Contains(package.Archive))
        {
            throw table.Bad("archive", $"is none of {string.Join(", ", Archives)}");
        }

        if (!IsRelative(package.File))
        {
            throw table.Bad("file", "is no path within its source");
        }

        bool escapes = package.Prefix.StartsWith('/') || package.Prefix.Split('/').Contains("..");
        if (package.SizeBytes is < 0 or > PackageBytes || escapes)
        {
            throw table.Bad(escapes ? "prefix" : "size", "cannot be");
        }

        table.Finish();
        return package;
    }

    /// <summary>A lock comes with the project: the sources are known by their names, and no package may lead anywhere else on this machine or another.</summary>
    private static bool IsRelative(string file) => file.Length > 0 && !file.StartsWith('/') && !file.Contains('\\', StringComparison.Ordinal)
        && !file.Contains("://", StringComparison.Ordinal) && !file.Split('/').Contains("..") && !file.Any(char.IsControl);

    private static string Sha256(LockTable table)
    {
        string text = table.Text("sha256");
        return text.Length == 64 && text.All(char.IsAsciiHexDigitLower) ? text : throw table.Bad("sha256", "is no SHA-256 of 64 lower-case digits");
    }

    private static Cid Tree(LockTable table, string key) =>
        Cid.TryParse(table.Text(key), out Cid cid) && cid.Kind == ContentKind.Tree ? cid : throw table.Bad(key, "is no CID of a tree");
}
