using System.Collections.Immutable;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Platform.Files;

namespace Nuka.Environments.Host;

/// <summary>
/// What of the host's package-manager settings a command sees: every settings file and variable, the secrets in them only if
/// the command is that manager's own.
/// </summary>
/// <param name="Files">The files, shown read-only below the private home.</param>
/// <param name="Variables">The variables that are passed by name.</param>
/// <param name="Credentials">What secret things are shown, in words for <c>--explain</c>.</param>
public sealed record HostSettings(
    ImmutableArray<ShownFile> Files,
    ImmutableSortedSet<string> Variables,
    ImmutableArray<string> Credentials)
{
    private const long SettingsSizeLimit = 1 << 20;

    /// <summary>Collects what a command sees.</summary>
    /// <param name="host">The machine and its caller.</param>
    /// <param name="command">The command's first word.</param>
    /// <param name="redactedDirectory">A private directory in the state, where settings without their secrets are written.</param>
    public static HostSettings Collect(HostFacts host, string command, string redactedDirectory)
    {
        ArgumentNullException.ThrowIfNull(host);
        var files = ImmutableArray.CreateBuilder<ShownFile>();
        var credentials = ImmutableArray.CreateBuilder<string>();
        SortedSet<string> variables = new(StringComparer.Ordinal);
        foreach (PackageManager manager in PackageManager.All)
        {
            bool own = manager.IsRunBy(command);
            foreach (string relative in manager.SettingsFiles)
            {
                AddSettings(host, manager, relative, own, redactedDirectory, files);
            }

            if (own)
            {
                files.AddRange(manager.CredentialFiles.Where(relative => IsReadable(host, relative))
                    .Select(relative => new ShownFile(relative, HostPath(host, relative), manager.Name, HoldsCredentials: true)));
            }

            AddVariables(host, manager, own, variables, credentials);
        }

        credentials.InsertRange(0, files.Where(file => file.HoldsCredentials).Select(file => $"~/{file.RelativePath} ({file.Manager})"));
        return new HostSettings(files.ToImmutable(), [.. variables], credentials.ToImmutable());
    }

    private static void AddSettings(
        HostFacts host,
        PackageManager manager,
        string relative,
        bool own,
        string redactedDirectory,
        ImmutableArray<ShownFile>.Builder files)
    {
        if (!IsReadable(host, relative))
        {
            return;
        }

        string path = HostPath(host, relative);
        string open = SecretText.WithoutSecrets(File.ReadAllText(path), out int left);
        if (left == 0 || own)
        {
            files.Add(new ShownFile(relative, path, manager.Name, HoldsCredentials: left > 0));
            return;
        }

        byte[] bytes = Encoding.UTF8.GetBytes(open);
        Directory.CreateDirectory(redactedDirectory);
        string shown = Path.Combine(redactedDirectory, Blake3.Hash(bytes).ToString());
        if (!File.Exists(shown))
        {
            AtomicFile.Write(shown, bytes, mode: 0x100);
        }

        files.Add(new ShownFile(relative, shown, manager.Name, HoldsCredentials: false));
    }

    private static void AddVariables(
        HostFacts host,
        PackageManager manager,
        bool own,
        SortedSet<string> variables,
        ImmutableArray<string>.Builder credentials)
    {
        foreach ((string name, string value) in host.Variables)
        {
            bool listed = manager.Variables.Any(pattern => Matches(pattern, name));
            bool secret = manager.CredentialVariables.Any(pattern => Matches(pattern, name)) || (listed && SecretText.IsSecret(name, value));
            if (secret && own)
            {
                credentials.Add($"${name} ({manager.Name})");
            }

            if (own ? listed || secret : listed && !secret)
            {
                variables.Add(name);
            }
        }
    }

    private static bool Matches(string pattern, string name) =>
        pattern.EndsWith('*') ? name.StartsWith(pattern[..^1], StringComparison.Ordinal) : name == pattern;

    private static string HostPath(HostFacts host, string relative) => Path.Combine(host.HomeDirectory, relative);

    private static bool IsReadable(HostFacts host, string relative)
    {
        FileInfo file = new(HostPath(host, relative));
        return file.Exists && file.Length <= SettingsSizeLimit;
    }
}
