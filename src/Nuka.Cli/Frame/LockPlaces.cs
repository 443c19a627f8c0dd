using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Nuka.Environments.Host;
using Nuka.Formats.Toml;
using Nuka.Platform.Errors;

namespace Nuka.Cli.Frame;

/// <summary>
/// Finds where pip, Cargo and Go would get things here, in the order in which each of them looks: the environment, settings files, then what the program
/// itself answers or keeps, which knows its default.
/// </summary>
/// <param name="environment">The environment.</param>
/// <param name="findProgram">Finds a program on the PATH.</param>
internal sealed partial class LockPlaces(ImmutableDictionary<string, string> environment, Func<string, string?> findProgram)
{
    private const int PatienceMilliseconds = 20_000;
    private const int FileBytes = 1 << 20;
    private const int ReplacementCount = 8;

    /// <summary>The indexes of Python packages: documentation of pip, "Configuration".</summary>
    internal ImmutableArray<Uri> Python()
    {
        string[] files = ["/etc/pip.conf", .. InHome(".pip/pip.conf", ".config/pip/pip.conf"), .. Variable("PIP_CONFIG_FILE") is { } own ? [own] : Array.Empty<string>()];
        string? main = Variable("PIP_INDEX_URL") ?? files.Select(file => Setting(file, "index-url")).LastOrDefault(value => value is not null)
            ?? (findProgram("pip3") is { } pip && Ask(pip, "install", "--help") is { } help ? DefaultIndex().Match(help).Groups["address"].Value : null);
        string? more = Variable("PIP_EXTRA_INDEX_URL") ?? files.Select(file => Setting(file, "extra-index-url")).LastOrDefault(value => value is not null);
        return Addresses(((main ?? "") + " " + more).Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>The sparse indexes of Cargo's own registry and of those that stand in its place: the reference of Cargo, "Source Replacement".</summary>
    internal ImmutableArray<Uri> Cargo()
    {
        string? home = Variable("CARGO_HOME") ?? InHome(".cargo").FirstOrDefault();
        if (home is null)
        {
            return [];
        }

        TomlTable? settings = Read(Path.Combine(home, "config.toml")) ?? Read(Path.Combine(home, "config"));
        IEnumerable<string> stated = Replacements(settings).Concat(Registries(settings))
            .Where(index => index.StartsWith("sparse+", StringComparison.Ordinal)).Select(index => index["sparse+".Length..]);
        return Addresses([.. stated, .. Used(Path.Combine(home, "registry/index"))]);
    }

    /// <summary>The proxies of Go modules: the reference of Go modules, "Module proxies"; <c>direct</c> needs a network in the build, and is passed over.</summary>
    internal ImmutableArray<Uri> Go()
    {
        string? file = Variable("GOENV") ?? InHome(".config/go/env").FirstOrDefault();
        string? stated = Variable("GOPROXY") ?? (file is null ? null : Line(file, "GOPROXY")) ?? (findProgram("go") is { } go ? Ask(go, "env", "GOPROXY") : null);
        return Addresses((stated ?? "").Trim().Split([',', '|'], StringSplitOptions.RemoveEmptyEntries).TakeWhile(word => word != "off"));
    }

    private static ImmutableArray<Uri> Addresses(IEnumerable<string> words) =>
        [.. words.Select(word => Uri.TryCreate(word.Trim(), UriKind.Absolute, out Uri? address) && address.Scheme is "https" or "http" or "file" ? address : null).OfType<Uri>().Distinct()];

    /// <summary>What stands in the place of Cargo's own registry, and what stands in the place of that.</summary>
    private static IEnumerable<string> Replacements(TomlTable? settings)
    {
        TomlTable? sources = settings?["source"] as TomlTable;
        TomlTable? source = sources?["crates-io"] as TomlTable;
        for (int step = 0; step < ReplacementCount && source?.Text("replace-with") is { } next; step++)
        {
            source = sources![next] as TomlTable;
            if (source?.Text("registry") is { } registry)
            {
                yield return registry;
            }
        }
    }

    private static IEnumerable<string> Registries(TomlTable? settings) =>
        settings?["registries"] is TomlTable registries ? registries.Entries.Select(entry => (entry.Value as TomlTable)?.Text("index")).OfType<string>() : [];

    /// <summary>Indexes that Cargo itself has asked: it names their directories by the host and a digest.</summary>
    private static IEnumerable<string> Used(string directory) => !Directory.Exists(directory) ? []
        : Directory.GetDirectories(directory).Order(StringComparer.Ordinal).Where(used => File.Exists(Path.Combine(used, "config.json")))
            .Select(used => UsedIndex().Match(Path.GetFileName(used))).Where(match => match.Success).Select(match => $"https://{match.Groups["host"].Value}/");

    private static TomlTable? Read(string file)
    {
        try
        {
            return HostFile.TryRead(file, FileBytes) is { } text ? TomlDocument.Parse(text, file).Root : null;
        }
        catch (NukaException)
        {
            return null; // Cargo says so itself when it is called.
        }
    }

    /// <summary>A setting of pip for all commands, or for <c>install</c>; lines that begin with a blank belong to the one before.</summary>
    private static string? Setting(string file, string name)
    {
        string section = "";
        string? key = null;
        string? found = null;
        foreach (string line in (HostFile.TryRead(file, FileBytes) ?? "").Split('\n').Where(line => line.Trim() is [not ('#' or ';'), ..]))
        {
            string[] parts = line.Split('=', 2);
            bool isContinued = line[0] is ' ' or '\t';
            section = line[0] == '[' ? line.Trim().Trim('[', ']') : section;
            key = isContinued ? key : parts.Length == 2 ? parts[0].Trim() : null;
            if (key == name && section is "global" or "install")
            {
                found = isContinued ? $"{found} {line.Trim()}" : parts[1].Trim();
            }
        }

        return found;
    }

    private static string? Line(string file, string name) => HostFile.TryRead(file, FileBytes)?.Split('\n').Select(line => line.Split('=', 2))
        .Where(parts => parts.Length == 2 && parts[0].Trim() == name).Select(parts => parts[1].Trim()).LastOrDefault();

    private string? Variable(string name) => environment.GetValueOrDefault(name) is { Length: > 0 } value ? value : null;

    private IEnumerable<string> InHome(params string[] paths) => Variable("HOME") is { } home ? paths.Select(path => Path.Combine(home, path)) : [];

    private static string? Ask(string program, params string[] arguments)
    {
        try
        {
            using Process? process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true });
            Task<string>? answer = process?.StandardOutput.ReadToEndAsync();
            if (process is null || !process.WaitForExit(PatienceMilliseconds))
            {
                process?.Kill();
                return null;
            }

            return process.ExitCode == 0 ? answer!.Result : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex(@"--index-url\s[^()]*\(default\s+(?<address>https?://[^\s()]+)\)")]
    private static partial Regex DefaultIndex();

    [GeneratedRegex(@"\A(?<host>[a-z0-9][a-z0-9.-]*\.[a-z]+)-[0-9a-f]{16}\z")]
    private static partial Regex UsedIndex();
}
