using System.Diagnostics;
using Nuka.Environments.Host;

namespace Nuka.Cli.Frame;

/// <summary>
/// Finds the registry that npm would use here, in npm's own order (documentation of npm, "config"): the environment, the npmrc files,
/// then what npm itself answers, which knows its default.
/// </summary>
internal static class NpmAddress
{
    private const int PatienceMilliseconds = 20_000;
    private const int FileBytes = 1 << 20;
    private static readonly string[] GlobalFiles = ["/etc/npmrc", "/usr/etc/npmrc", "/usr/local/etc/npmrc"];

    /// <summary>Finds it.</summary>
    /// <param name="context">The command's context.</param>
    /// <param name="npm">The machine's npm, if it has one.</param>
    /// <returns>The address, or <see langword="null"/> if nobody says.</returns>
    internal static Uri? Find(CommandContext context, string? npm)
    {
        string? stated = context.Environment.GetValueOrDefault("npm_config_registry") ?? context.Environment.GetValueOrDefault("NPM_CONFIG_REGISTRY")
            ?? Files(context).Select(Read).FirstOrDefault(address => address is not null) ?? (npm is null ? null : Ask(npm));
        return Uri.TryCreate(stated?.Trim(), UriKind.Absolute, out Uri? address) && address.Scheme is "https" or "http" ? address : null;
    }

    private static IEnumerable<string> Files(CommandContext context) =>
        new[] { context.FullPath(".npmrc"), context.Environment.GetValueOrDefault("HOME") is { Length: > 0 } home ? Path.Combine(home, ".npmrc") : "" }
            .Concat(GlobalFiles);

    private static string? Read(string file) => HostFile.TryRead(file, FileBytes)?.Split('\n').Select(line => line.Split('=', 2))
        .Where(parts => parts.Length == 2 && parts[0].Trim() == "registry").Select(parts => parts[1].Trim().Trim('"')).LastOrDefault();

    private static string? Ask(string npm)
    {
        try
        {
            using Process? process = Process.Start(new ProcessStartInfo(npm, ["config", "get", "registry"]) { RedirectStandardOutput = true, RedirectStandardError = true });
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
}
