using System.Diagnostics;
using System.Globalization;
using System.Text;
using Nuka.Graft.Download;
using Nuka.Platform.Files;
using Nuka.Sandbox.Plans;

namespace Nuka.Graft.Finish;

/// <summary>
/// Runs programs of packages over roots that they may change: a user namespace of its own with an overlay for each root, whose lower
/// directory is what a program is to see and whose upper directory takes every change, and for each program a bubblewrap without network,
/// without the machine's files, without capabilities but those that a script needs on files of its own. What is below can not be changed.
/// </summary>
internal sealed class BuildSandbox : IDisposable
{
    /// <summary>Part of the layer's identity: raised whenever programs see something else.</summary>
    internal const string Identity = "sandbox/1";

    /// <summary>The time that programs are told to write, where they ask: that of every view (1980-01-02).</summary>
    private const string SourceDate = "315619200";

    /// <summary>From here on an exit code says which signal ended the program.</summary>
    internal const int Signalled = 128;

    /// <summary>Stands for the exit code where nobody was left to write it down.</summary>
    private const int Lost = -1;

    private static readonly string[] Directories = ["nuka", "nuka/bin", "nuka/lists", "nuka/scripts", "logs"];
    private static readonly string[] RootDirectories = ["upper", "work", "root"];

    private readonly BuildTools tools;
    private readonly BuildDirectory build;
    private readonly string directory;
    private int rootCount;

    internal BuildSandbox(BuildTools tools, string workDirectory)
    {
        this.tools = tools;
        build = BuildDirectory.Create(workDirectory);
        directory = build.FullPath;
        foreach (string name in Directories)
        {
            Directory.CreateDirectory(Path.Combine(directory, name));
        }

        WriteExecutable("nuka/bin/shim", ScriptShims.Program);
        foreach (string name in ScriptShims.Names)
        {
            File.CreateSymbolicLink(Path.Combine(directory, "nuka/bin", name), "shim");
        }

        File.WriteAllText(Path.Combine(directory, "nuka/confmodule"), ScriptShims.Questions);
        File.WriteAllText(Path.Combine(directory, "nuka/answers"), "");
        File.WriteAllText(Path.Combine(directory, "record"), "");
    }

    /// <summary>Adds a root for steps to run in.</summary>
    /// <param name="lower">The directory that they see, and cannot change.</param>
    /// <returns>The root's number, for <see cref="BuildStep.Root"/>.</returns>
    internal int AddRoot(string lower)
    {
        string root = Path.Combine(directory, RootName(rootCount));
        foreach (string name in RootDirectories)
        {
            Directory.CreateDirectory(Path.Combine(root, name));
        }

        // The options of mount(8) are split at commas and colons; a path relative to the directory has none.
        File.CreateSymbolicLink(Path.Combine(root, "lower"), lower);
        return rootCount++;
    }

    /// <summary>The upper directory of a root: everything that was changed there.</summary>
    internal string UpperDirectory(int root) => Path.Combine(directory, RootName(root), "upper");

    /// <summary>Makes a maintainer script ready to be run as <see cref="ScriptPath"/>.</summary>
    internal void AddScript(FinishPackage package, IReadOnlyList<string> files)
    {
        WriteExecutable($"nuka/scripts/{package.Package.Name}_{package.Package.Architecture}", package.Script);
        File.WriteAllLines(Path.Combine(directory, "nuka/lists", package.Package.Name), files);
    }

    /// <summary>Says what questions are answered with: lines <c>name TAB value</c>.</summary>
    internal void AddAnswers(string answers) => File.AppendAllText(Path.Combine(directory, "nuka/answers"), answers);

    /// <summary>Where programs are looked for, outside as inside: a fresh Debian system's value for root, without <c>/usr/local</c>.</summary>
    internal const string ProgramPath = "/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>Where a script that was added is inside.</summary>
    internal static string ScriptPath(FinishPackage package) => $"/tmp/nuka/scripts/{package.Package.Name}_{package.Package.Architecture}";

    /// <summary>Runs all steps in their order.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="cancellation">Kills what runs.</param>
    /// <returns>For each step its exit code and the end of its output.</returns>
    internal IReadOnlyList<(int ExitCode, string Output)> Run(IReadOnlyList<BuildStep> steps, CancellationToken cancellation)
    {
        WriteExecutable("driver", Driver(steps));
        ProcessStartInfo start = new(tools.Unshare, ["--user", "--map-root-user", "--mount", "--propagation", "private", "--", tools.Shell, "./driver"])
        {
            WorkingDirectory = directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        start.Environment["LC_ALL"] = "C";
        start.Environment["PATH"] = ProgramPath;
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync(cancellation);
        Task<string> errors = process.StandardError.ReadToEndAsync(cancellation);
        Wait(process, cancellation);
        if (!File.Exists(Path.Combine(directory, "logs/mounted")))
        {
            throw FinishProblem.NotStarted(output.Result + errors.Result);
        }

        (int ExitCode, string Output)[] outcomes = [.. steps.Select((_, index) => Outcome(index, errors))];
        RequireMachine(steps, outcomes);
        return outcomes;
    }

    /// <summary>What the shims recorded: each line a program's name and its arguments, with tabs between them.</summary>
    internal IReadOnlyList<string[]> ReadRecord()
    {
        string path = Path.Combine(directory, "record");
        return new FileInfo(path).Length <= FinishLimits.RecordBytes
            ? [.. File.ReadLines(path).Select(line => line.Split('\t'))]
            : throw FinishProblem.Limit(nameof(FinishLimits.RecordBytes), FinishLimits.RecordBytes);
    }

    /// <inheritdoc/>
    public void Dispose() => build.Dispose();

    private static void Wait(Process process, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(TimeSpan.FromSeconds(FinishLimits.Seconds));
        try
        {
            process.WaitForExitAsync(limit.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            // bubblewrap dies with its parent, and everything in its process namespace with it.
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            cancellation.ThrowIfCancellationRequested();
            throw FinishProblem.TimedOut();
        }
    }

    /// <summary>What a step did because the machine was short of something is no result.</summary>
    private void RequireMachine(IReadOnlyList<BuildStep> steps, (int ExitCode, string Output)[] outcomes)
    {
        bool hasFailed = Array.Exists(outcomes, outcome => outcome.ExitCode != 0);
        long free = new DriveInfo(directory).AvailableFreeSpace;
        if (free < (hasFailed ? FinishLimits.RoomBytes : FinishLimits.LeastRoomBytes) || Array.Exists(outcomes, SaysFull))
        {
            throw DownloadProblem.DiskFull(Path.GetDirectoryName(directory)!, isContinued: false).ToException();
        }

        foreach ((BuildStep step, (int exitCode, string output)) in steps.Zip(outcomes))
        {
            if (exitCode is Lost or Signalled + 9 or Signalled + 15)
            {
                throw FinishProblem.Killed(step.Name);
            }

            // Whatever it says of what it was to start is said of the root: a script may name an interpreter that is not there.
            if (exitCode != 0 && output.StartsWith("bwrap: ", StringComparison.Ordinal) && !output.StartsWith("bwrap: execvp ", StringComparison.Ordinal))
            {
                throw FinishProblem.NotStarted(output);
            }
        }
    }

    // The programs speak C.UTF-8. Space that a failing program gave back is not missing afterwards.
    private static bool SaysFull((int ExitCode, string Output) outcome) => outcome.ExitCode != 0
        && (outcome.Output.Contains("No space left on device", StringComparison.Ordinal) || outcome.Output.Contains("Disk quota exceeded", StringComparison.Ordinal));

    private (int ExitCode, string Output) Outcome(int index, Task<string> errors)
    {
        string code = Path.Combine(directory, "logs", $"{index}.code");
        string log = Path.Combine(directory, "logs", $"{index}.log");
        string text = File.Exists(log) ? ReadEnd(log) : errors.Result;
        return (File.Exists(code) && int.TryParse(File.ReadAllText(code).Trim(), CultureInfo.InvariantCulture, out int value) ? value : Lost, text);
    }

    private static string ReadEnd(string path)
    {
        using FileStream stream = File.OpenRead(path);
        stream.Seek(-Math.Min(stream.Length, FinishLimits.QuotedCharacters), SeekOrigin.End);
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }

    private string Driver(IReadOnlyList<BuildStep> steps)
    {
        StringBuilder script = new("set -e\n");
        script.Append(CultureInfo.InvariantCulture, $"ulimit -f {FinishLimits.FileBlocks}\n");
        for (int root = 0; root < rootCount; root++)
        {
            string at = RootName(root);
            script.Append(CultureInfo.InvariantCulture, $"{Quote(tools.Mount)} -t overlay overlay ");
            script.Append(CultureInfo.InvariantCulture, $"-o lowerdir={at}/lower,upperdir={at}/upper,workdir={at}/work,userxattr {at}/root\n");
        }

        script.Append(": > logs/mounted\nset +e\n");
        for (int index = 0; index < steps.Count; index++)
        {
            BuildStep step = steps[index];

            // The shell outside writes only to directories that no program inside can reach: what a script leaves may be a link.
            script.Append(CultureInfo.InvariantCulture, $"( {Command(step)} >logs/{index}.log 2>&1 </dev/null; echo $? >logs/{index}.code ){(step.Beside ? " &" : "")}\n");
            if (index + 1 == steps.Count || steps[index + 1].Beside != step.Beside)
            {
                script.Append("wait\n");
            }
        }

        return script.ToString();
    }

    private string Command(BuildStep step)
    {
        List<string> words =
        [
            tools.Bubblewrap, "--unshare-all", "--die-with-parent", "--new-session", "--hostname", "nuka", "--cap-drop", "ALL",
            "--cap-add", "CAP_CHOWN", "--cap-add", "CAP_DAC_OVERRIDE", "--cap-add", "CAP_FOWNER", "--cap-add", "CAP_FSETID",
            "--bind", $"{RootName(step.Root)}/root", "/", "--dev", "/dev", .. new ProcessMount().Arguments, "--tmpfs", "/run", "--tmpfs", "/tmp", "--ro-bind", "nuka", "/tmp/nuka",
            "--bind", "record", "/tmp/nuka-record", "--chdir", "/", "--clearenv",
        ];
        if (step.AsksQuestions)
        {
            words.AddRange(["--ro-bind", "nuka/confmodule", "/usr/share/debconf/confmodule"]);
        }

        foreach ((string name, string value) in Variables().Concat(step.Variables))
        {
            words.AddRange(["--setenv", name, value]);
        }

        return string.Join(' ', words.Append("--").Concat(step.Arguments).Select(Quote));
    }

    private static IEnumerable<(string Name, string Value)> Variables() =>
    [
        ("PATH", ProgramPath), ("HOME", "/root"), ("LC_ALL", "C.UTF-8"), ("TZ", "UTC0"), ("TMPDIR", "/tmp"),
        ("SOURCE_DATE_EPOCH", SourceDate), ("PYTHONHASHSEED", "0"), ("PYTHONDONTWRITEBYTECODE", "1"), ("PERL_HASH_SEED", "0"), ("DEBIAN_FRONTEND", "noninteractive"),
    ];

    private static string RootName(int root) => string.Create(CultureInfo.InvariantCulture, $"root-{root}");

    private static string Quote(string word) => "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";

    private void WriteExecutable(string name, string content)
    {
        string path = Path.Combine(directory, name);
        File.WriteAllText(path, content);
        using DirectoryHandle parent = DirectoryHandle.Open(Path.GetDirectoryName(path)!);
        parent.SetMode(Encoding.UTF8.GetBytes(Path.GetFileName(path)), 0x1C0);
    }
}
