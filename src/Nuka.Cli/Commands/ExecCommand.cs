using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using Nuka.Cli.Completions;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Environments.Exec;
using Nuka.Environments.Permissions;
using Nuka.Platform.Errors;
using Nuka.Projects.Exec;
using Nuka.Sandbox.Launching;
using Nuka.Sandbox.Plans;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka exec CMD ARGS…</c> and <c>nuka shell</c>: runs a program of this project in its environment.</summary>
internal sealed class ExecCommand : NukaCommand
{
    private readonly bool isShell;
    private readonly Option<string[]> packages = new("--package", "-p") { HelpName = "PKG", Description = "Add a package for this run" };
    private readonly Option<string[]> allow = new("--allow") { HelpName = "PERMISSION", Description = "Allow something for this run: path=~/data:ro, device=gpu …" };
    private readonly Option<string[]> deny = new("--deny") { HelpName = "PERMISSION", Description = "Deny something for this run: network …" };
    private readonly Option<bool> explain = new("--explain") { Description = "Print what the program would reach, and why, and run nothing" };
    private readonly Option<bool> run = new("--run") { Description = "Use the smaller set that running what was built needs, in the place of the whole environment" };
    private readonly Option<bool> locked = new("--locked") { Description = "Fail if the lock would have to change" };

    internal ExecCommand(CommandEntry entry)
        : base(entry)
    {
        isShell = entry.Name == "shell";
        allow.CompletionSources.Add([.. PermissionGrammar.AllWords]);
        deny.CompletionSources.Add([.. PermissionGrammar.AllWords]);
        foreach (Option option in (Option[])[packages, allow, deny, explain, run, locked])
        {
            Syntax.Add(option);
        }

        Syntax.Add(new Argument<string[]>("CMD")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = isShell ? "The shell to start, with its arguments; bash if none is named" : "The program and its arguments",
        });
    }

    /// <inheritdoc/>
    internal override bool TakesCommand => true;

    /// <inheritdoc/>
    internal override int FailureExitCode => ExitCodes.NotStarted;

    /// <inheritdoc/>
    internal override int ExitCodeOf(Problem problem) =>
        problem.Code is "projects/nothing-answers" or "projects/program-outside" or "projects/program-missing" ? ExitCodes.NotFound : FailureExitCode;

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples => isShell
        ?
        [
            new("nuka shell", "a shell in this project's environment"),
            new("nuka shell -p gdb --deny network", "with a debugger besides, and without the network"),
        ]
        :
        [
            new("nuka exec npm start", "run this project's own command in the system it needs"),
            new("nuka exec --run node server.js", "in the smaller set that running what was built needs"),
            new("nuka exec -p imagemagick --allow path=~/pictures:ro -- convert ~/pictures/a.png b.png", "with a package and a permission besides"),
        ];

    /// <inheritdoc/>
    internal override NameKind? NamesOf(Symbol symbol) => symbol == packages ? NameKind.Package : symbol is Argument ? NameKind.Program : null;

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(CommandContext context)
    {
        if (context.Json && !context.DryRun && !context.Value(explain))
        {
            throw new UsageException(new Problem("cli/no-json", $"`{context.CommandPath}` has no JSON to print")
            {
                Reasons = ["what is printed is the program's own", "what it would reach, and the packages that would come, can be JSON"],
                Hints = [$"try: {context.CommandPath} --explain --json …", $"try: {context.CommandPath} --dry-run --json …"],
            });
        }

        using Rooms rooms = new(context) { ChangesNothing = context.DryRun || context.Value(explain) };
        ExecOptions options = ReadOptions(context, rooms);
        ProjectRunner runner = OpenRunner(context, rooms, options);
        if (context.Value(explain))
        {
            Explain(context, runner.Explain(options));
            return ExitCodes.Done;
        }

        if (context.DryRun)
        {
            ForeseenPlan.Write(context, await runner.ForeseeAsync(options, context.Cancellation));
            return ExitCodes.Done;
        }

        PreparedExec prepared = await runner.PrepareAsync(options, context.Cancellation);
        Start(context, rooms, prepared);
        return ExitCodes.NotStarted;
    }

    /// <summary>Where the directory that the person stands in can be no project, the one that the program lies in may be.</summary>
    private static ProjectRunner OpenRunner(CommandContext context, Rooms rooms, ExecOptions options)
    {
        try
        {
            return new ProjectRunner(rooms.OpenProjectRooms());
        }
        catch (NukaException refused) when (refused.Problem.Code is "projects/no-project" or "environments/state-in-project")
        {
            string program = context.FullPath(options.Command[0]);
            string directory = Path.GetDirectoryName(program) ?? "/";
            bool isElsewhere = options.Command[0].Contains('/', StringComparison.Ordinal) && File.Exists(program) && directory != options.WorkingDirectory;
            throw isElsewhere
                ? (refused.Problem with { Hints = [$"run it where it lies   try: nuka -C {directory} exec ./{Path.GetFileName(program)}"] }).ToException(refused) : refused;
        }
    }

    private ExecOptions ReadOptions(CommandContext context, Rooms rooms)
    {
        ImmutableArray<string> command = context.Tail;
        if (command.IsEmpty && !isShell)
        {
            throw new UsageException(new Problem("cli/no-command", "exec needs a program to run") { Hints = ["try: nuka exec npm start", "try: nuka shell"] });
        }

        if (isShell && !command.IsEmpty && command[0].StartsWith('-'))
        {
            throw new UsageException(new Problem("cli/no-shell", $"`{command[0]}` is an option, not a shell")
            {
                Reasons = ["what follows the options of nuka shell is the shell to start, with its arguments"],
                Hints = [$"try: nuka shell bash {command[0]} …"],
            });
        }

        string home = rooms.Host.HomeDirectory;
        return new ExecOptions
        {
            WorkingDirectory = context.WorkingDirectory,
            IsDirectoryNamed = context.IsDirectoryNamed,
            Command = command.IsEmpty ? ["bash"] : command,
            Packages = [.. context.Value(packages) ?? []],
            Allowed = PermissionSet.Of((context.Value(allow) ?? []).Select(text => PermissionGrammar.Parse(text, home, directory: context.WorkingDirectory))),
            Denied = PermissionSet.Of((context.Value(deny) ?? []).Select(text => PermissionGrammar.Parse(text, home, directory: context.WorkingDirectory))),
            Locked = context.Value(locked),
            Run = context.Value(run),
        };
    }

    private static void Explain(CommandContext context, ImmutableArray<Reach> reaches)
    {
        if (context.Json)
        {
            context.WriteJson(json =>
            {
                json.WriteStartArray();
                foreach (Reach reach in reaches)
                {
                    json.WriteStartObject();
                    json.WriteString("reach", reach.What);
                    json.WriteString("because", reach.Why);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            });
            return;
        }

        (string What, string Why)[] rows = [.. reaches.Select(reach => (PrintableText.From(reach.What), PrintableText.From(reach.Why)))];
        int width = rows.Max(row => row.What.Length);
        foreach ((string what, string why) in rows)
        {
            context.Output.WriteLine($"{what.PadRight(width)}  {why}");
        }
    }

    /// <summary>The command as bytes: what was typed is at the end of the process's own arguments, and need not be UTF-8.</summary>
    private static IReadOnlyList<byte[]> RawCommand(CommandContext context, SandboxPlan sandbox)
    {
        IReadOnlyList<byte[]> raw = Launch.ReadRawArguments();
        return context.Tail.IsEmpty || raw.Count < context.Tail.Length
            ? [.. sandbox.Command.Select(word => Encoding.UTF8.GetBytes(word))]
            : [.. raw.Skip(raw.Count - context.Tail.Length)];
    }

    /// <summary>Becomes the launcher: from here on no .NET is left, whatever the program does.</summary>
    private static void Start(CommandContext context, Rooms rooms, PreparedExec prepared)
    {
        PlanCache cache = new(rooms.State.Plans);
        SandboxPlan sandbox = prepared.Plan.Sandbox;
        bool mayKeep = prepared.Plan.MissingDenied.IsEmpty; // From a kept plan nobody would be told.
        string? kept = mayKeep && context.Environment.GetValueOrDefault("NUKA_PLAN_KEY") is { } key ? cache.Keep(key, sandbox, context.Clock.GetUtcNow()) : null;
        string plan = kept ?? cache.WriteOnce(sandbox, Environment.ProcessId);
        prepared.Lease.LetInherit();
        context.Flush();
        Launch.Execute(sandbox.Launcher, plan, RawCommand(context, sandbox));
    }
}
