using System.Collections.Immutable;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Platform.Files;

namespace Nuka.Environments.Host;

/// <summary>
/// What of the host's package-manager settings a command sees: every settings file and variable, the secrets in them only if
/// the command is that manager's own.
/// </summary>
public sealed class HostSettings
{
    private const int SettingsSizeLimit = 1 << 20;
    private const string NullDevice = "/dev/null";

    private readonly HostFacts host;
    private readonly string command;
    private readonly Predicate<string> isDenied;
    private readonly ObservedPaths observed;
    private readonly ImmutableArray<ShownFile>.Builder files = ImmutableArray.CreateBuilder<ShownFile>();
    private readonly ImmutableArray<ShownPath>.Builder paths = ImmutableArray.CreateBuilder<ShownPath>();
    private readonly SortedDictionary<string, string> variables = new(StringComparer.Ordinal);
    private readonly List<string> credentials = [];
    private readonly List<HostFile> leftOut = [];

    private HostSettings(HostFacts host, string command, Predicate<string> isDenied, ObservedPaths observed)
    {
        this.host = host;
        this.command = command;
        this.isDenied = isDenied;
        this.observed = observed;
    }

    /// <summary>The files, shown read-only below the private home.</summary>
    public ImmutableArray<ShownFile> Files => files.ToImmutable();

    /// <summary>Files and directories that the variables name, shown read-only at their own places.</summary>
    public ImmutableArray<ShownPath> Paths => paths.ToImmutable();

    /// <summary>The variables, with the caller's values.</summary>
    public IReadOnlyDictionary<string, string> Variables => variables;

    /// <summary>What secret things are shown, in words for <c>--explain</c>.</summary>
    public IReadOnlyList<string> Credentials => credentials;

    /// <summary>What stands where a settings file is looked for and cannot be shown.</summary>
    public IReadOnlyList<HostFile> LeftOut => leftOut;

    /// <summary>Collects what a command sees.</summary>
    /// <param name="host">The machine and its caller.</param>
    /// <param name="command">The command's first word.</param>
    /// <param name="openDirectory">A private directory in the state, where settings without their secrets are written; <see langword="null"/> if
    /// they are only to be named.</param>
    /// <param name="isDenied">Whether an absolute path of the host is kept from the command: nothing is read there, and no variable names it.</param>
    /// <param name="observed">Takes down what decides what is shown, before it is looked at.</param>
    internal static HostSettings Collect(HostFacts host, string command, string? openDirectory, Predicate<string> isDenied, ObservedPaths observed)
    {
        HostSettings settings = new(host, command, isDenied, observed);
        foreach (PackageManager manager in PackageManager.All)
        {
            settings.AddFiles(manager, openDirectory);
            settings.AddVariables(manager);
        }

        return settings;
    }

    /// <summary>Every file whose content or absence decides what is shown.</summary>
    /// <param name="host">The machine and its caller.</param>
    public static IEnumerable<string> Watched(HostFacts host) =>
        PackageManager.All.SelectMany(manager => manager.SettingsFiles.Concat(manager.CredentialFiles)).Distinct(StringComparer.Ordinal)
            .Select(relative => HostFile.Watchable(Path.Combine(host.HomeDirectory, relative)));

    private static bool Matches(string pattern, string name) =>
        pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : name == pattern;

    private void AddFiles(PackageManager manager, string? openDirectory)
    {
        bool own = manager.IsRunBy(command);
        foreach (string relative in manager.SettingsFiles)
        {
            if (TryRead(relative) is not { } text)
            {
                continue;
            }

            string open = SecretText.WithoutSecrets(text, out int left);
            bool whole = left == 0 || own;
            Add(new ShownFile(relative, whole || openDirectory is null ? HostPath(relative) : WriteOpen(openDirectory, open), manager.Name, left > 0 && own));
        }

        foreach (string relative in manager.CredentialFiles.Where(relative => own && TryRead(relative) is not null))
        {
            Add(new ShownFile(relative, HostPath(relative), manager.Name, HoldsCredentials: true));
        }
    }

    private void Add(ShownFile file)
    {
        files.Add(file);
        if (file.HoldsCredentials)
        {
            credentials.Add($"~/{file.RelativePath} ({file.Manager})");
        }
    }

    private void AddVariables(PackageManager manager)
    {
        bool own = manager.IsRunBy(command);
        foreach ((string name, string value) in host.Variables)
        {
            bool listed = manager.Variables.Any(pattern => Matches(pattern, name));
            bool secret = manager.CredentialVariables.Any(pattern => Matches(pattern, name)) || (listed && SecretText.IsSecret(name, value));
            bool reachable = !value.StartsWith('/') || ShowPath(manager, name, value);
            if (reachable && (own ? listed || secret : listed && !secret))
            {
                variables[name] = value;
                if (secret)
                {
                    credentials.Add($"${name} ({manager.Name})");
                }
            }
        }
    }

    /// <summary>A value that is a path is of use inside only if the path is there: the known ones are shown, others are not passed.</summary>
    private bool ShowPath(PackageManager manager, string name, string value)
    {
        if (value == NullDevice)
        {
            return true; // How pip, git and others are told to read no settings; it is in every sandbox.
        }

        if (!manager.PathVariables.Contains(name, StringComparer.Ordinal))
        {
            return false;
        }

        // What comes and goes in a directory changes nothing of a plan.
        string path = ObservedPaths.PathOf(value);
        bool isDirectory = Directory.Exists(observed.AddLinks(path));
        if (isDenied(path) || !(isDirectory || IsFile(path)))
        {
            return false;
        }

        paths.Add(new ShownPath(path, name));
        return true;
    }

    private bool IsFile(string path)
    {
        observed.Add(path);
        HostFile file = HostFile.Look(path);
        LeaveOut(file);
        return file.IsThere;
    }

    private string HostPath(string relative) => Path.Combine(host.HomeDirectory, relative);

    /// <summary>The text of a settings file; <see langword="null"/> if none is there that can be shown.</summary>
    private string? TryRead(string relative)
    {
        observed.Add(HostPath(relative));
        if (isDenied(HostPath(relative)))
        {
            return null;
        }

        HostFile file = HostFile.Look(HostPath(relative));
        byte[]? bytes = file.IsThere ? HostFile.TryReadBytes(file.Path, SettingsSizeLimit + 1) : null;
        bool isTooLarge = bytes?.Length > SettingsSizeLimit;
        LeaveOut(isTooLarge ? file with { IsThere = false, Oddity = $"it is larger than {SettingsSizeLimit} bytes" } : file);
        return isTooLarge || bytes is null ? null : Encoding.UTF8.GetString(bytes);
    }

    private void LeaveOut(HostFile file)
    {
        if (file.Oddity is not null && !leftOut.Contains(file))
        {
            leftOut.Add(file);
        }
    }

    private static string WriteOpen(string openDirectory, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        PrivateDirectory.Make(openDirectory);
        string shown = Path.Combine(openDirectory, Blake3.Hash(bytes).ToString());
        if (!File.Exists(shown))
        {
            AtomicFile.Write(shown, bytes, mode: 0x100);
        }

        return shown;
    }
}
