using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Nuka.Platform.Errors;

namespace Nuka.Packages.Local;

/// <summary>
/// Asks git about a work tree without trusting it: nothing that the repository configures is run (a monitor of files, hooks, filters, a pager, a helper that
/// fetches what is missing), and nothing that a person or a machine configures changes the answer.
/// </summary>
/// <param name="program">git's absolute path; <see langword="null"/>: it is not here.</param>
/// <param name="repository">The absolute path of the <c>.git</c>, a directory or the file that names one.</param>
/// <param name="workTree">The absolute path of the directory that it is in.</param>
internal sealed class GitCall(string? program, string repository, string workTree)
{
    /// <summary>What git would run or read elsewhere, switched off (git-config(1)).</summary>
    private static readonly string[] Hardening =
    [
        "--no-pager", "--no-replace-objects", "--literal-pathspecs",
        "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.untrackedCache=false", "-c", "core.attributesFile=/dev/null",
        "-c", "core.excludesFile=/dev/null", "-c", "protocol.allow=never", "-c", "core.quotePath=true",
    ];

    /// <summary>Runs one command to its end.</summary>
    /// <param name="arguments">The command and its arguments.</param>
    /// <param name="input">Its standard input.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>Its standard output.</returns>
    /// <exception cref="NukaException"><c>packages/no-git</c>, <c>packages/git-failed</c>: also when it only warns, for then its answer has gaps.</exception>
    internal byte[] Run(IEnumerable<string> arguments, byte[] input, CancellationToken cancellation) => End(arguments, input, 0, cancellation).Output;

    /// <summary>Runs a command that answers by its exit code: 0 is yes, 1 is no.</summary>
    /// <param name="arguments">The command and its arguments.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="NukaException"><c>packages/no-git</c>, <c>packages/git-failed</c>.</exception>
    internal bool Says(IEnumerable<string> arguments, CancellationToken cancellation) => End(arguments, [], 1, cancellation).Code == 0;

    private (int Code, byte[] Output) End(IEnumerable<string> arguments, byte[] input, int highestCode, CancellationToken cancellation)
    {
        using Process process = Start(arguments);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(PackageLimits.GitSeconds));
        using MemoryStream output = new();
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            Task reading = process.StandardOutput.BaseStream.CopyToAsync(output, limit.Token);
            Write(process, input);
            Task.WaitAll([errors, reading], limit.Token);
            process.WaitForExit();
            return process.ExitCode <= highestCode && errors.Result.Length == 0 ? (process.ExitCode, output.ToArray()) : throw Failed(errors.Result);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            cancellation.ThrowIfCancellationRequested();
            throw Failed($"it took more than {PackageLimits.GitSeconds} s");
        }
    }

    private Process Start(IEnumerable<string> arguments)
    {
        if (program is null)
        {
            throw NoGit("git is not on the PATH", null);
        }

        ProcessStartInfo start = new(program, [.. Hardening, .. arguments])
        {
            WorkingDirectory = workTree,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach ((string name, string value) in Variables())
        {
            start.Environment[name] = value;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception error)
        {
            throw NoGit(error.Message, error);
        }
    }

    // The repository is named, not searched for: nothing above it is looked at, and whose it is does not matter, since nothing of it is run.
    private (string Name, string Value)[] Variables() =>
    [
        ("GIT_DIR", repository), ("GIT_WORK_TREE", workTree), ("GIT_CONFIG_NOSYSTEM", "1"), ("GIT_CONFIG_SYSTEM", "/dev/null"), ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_ATTR_NOSYSTEM", "1"), ("GIT_OPTIONAL_LOCKS", "0"), ("GIT_TERMINAL_PROMPT", "0"), ("GIT_ALLOW_PROTOCOL", "none"), ("GIT_NO_LAZY_FETCH", "1"),
        ("HOME", "/nonexistent"), ("LC_ALL", "C"),
    ];

    private static void Write(Process process, byte[] input)
    {
        try
        {
            process.StandardInput.BaseStream.Write(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended before it had read everything: its exit code says why.
        }
    }

    private NukaException Failed(string errors) => new Problem("packages/git-failed", $"git cannot say what belongs to {workTree}")
    {
        Reasons = [.. errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Take(8).DefaultIfEmpty("it ended with an error")],
        Hints = ["see what `git status` says there"],
    }.ToException();

    private NukaException NoGit(string reason, Exception? inner)
    {
        Problem problem = new("packages/no-git", $"{workTree} is kept in git, and git cannot be asked what belongs to it")
        {
            Reasons = [reason],
            Hints = ["install git: what a package is made from is what git knows of the directory"],
        };
        return inner is null ? problem.ToException() : problem.ToException(inner);
    }
}
