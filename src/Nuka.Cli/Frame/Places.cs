using System.Collections.Immutable;
using Nuka.Platform.Errors;

namespace Nuka.Cli.Frame;

/// <summary>Decides which directories a run works on.</summary>
internal static class Places
{
    /// <summary>The working directory, after <c>-C</c>.</summary>
    /// <exception cref="UsageException"><c>-C</c> names no directory.</exception>
    internal static string WorkingDirectory(Host host, string? option)
    {
        if (string.IsNullOrEmpty(option))
        {
            return Standing(host.WorkingDirectory);
        }

        string directory = FullPath(option, host.WorkingDirectory);
        return Directory.Exists(directory) ? directory
            : throw new UsageException(new Problem("cli/no-such-directory", File.Exists(directory) ? $"`{option}` is a file" : $"there is no directory `{option}`")
        {
            Reasons = [option.Contains('\uFFFD', StringComparison.Ordinal) ? "-C takes a directory whose path is UTF-8" : "-C takes the directory to work in"],
            Hints = ["name a directory that is there"],
        });
    }

    /// <summary>The state directory: <c>--state</c>, else <c>NUKA_STATE</c>, else <c>nuka</c> under the XDG data directory.</summary>
    /// <exception cref="UsageException">None of these is known, or what is named is a file.</exception>
    internal static string StateDirectory(ImmutableDictionary<string, string> environment, string? workingDirectory, string? option)
    {
        string? chosen = NotEmpty(option) ?? NotEmpty(environment.GetValueOrDefault("NUKA_STATE"));
        if (chosen is not null)
        {
            return RequireNoFile(Path.TrimEndingDirectorySeparator(FullPath(chosen, workingDirectory)));
        }

        // XDG Base Directory Specification: a relative path in a variable is invalid and ignored.
        if (environment.GetValueOrDefault("XDG_DATA_HOME") is { } data && Path.IsPathRooted(data))
        {
            return Path.Join(Path.TrimEndingDirectorySeparator(data), "nuka");
        }

        return environment.GetValueOrDefault("HOME") is { } home && Path.IsPathRooted(home)
            ? Path.Join(Path.TrimEndingDirectorySeparator(home), ".local/share/nuka")
            : throw new UsageException(new Problem("cli/no-state-directory", "it is not known where to keep state")
            {
                Reasons = ["neither --state nor NUKA_STATE nor XDG_DATA_HOME nor HOME names a directory"],
                Hints = ["try: nuka --state DIR …"],
            });
    }

    private static string FullPath(string path, string? standing) => Path.IsPathRooted(path) ? Path.GetFullPath(path) : Path.GetFullPath(path, Standing(standing));

    private static string Standing(string? directory) => directory
        ?? throw new UsageException(new Problem("cli/no-working-directory", "the directory that nuka was started in was removed")
        {
            Hints = ["go to one that is there   try: cd DIR", "or name it   try: nuka -C DIR …"],
        });

    private static string RequireNoFile(string state) => !File.Exists(state) ? state
        : throw new UsageException(new Problem("cli/state-is-a-file", $"the state directory {state} is a file")
        {
            Reasons = ["--state and NUKA_STATE name the directory that everything nuka keeps is under"],
            Hints = ["try: nuka --state DIR …"],
        });

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
