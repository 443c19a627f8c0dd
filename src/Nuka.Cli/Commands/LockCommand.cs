using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using Nuka.Cli.Completions;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Platform.Errors;
using Nuka.Projects.Discovery;
using Nuka.Projects.Exec;
using Nuka.Projects.Learning;
using Nuka.Projects.Locks;
using Nuka.Projects.Manifests;

namespace Nuka.Cli.Commands;

/// <summary>
/// <c>nuka lock</c>: finds what this project needs and writes its lock, without running anything of it. <c>nuka update</c>: the same, with
/// versions chosen anew.
/// </summary>
internal sealed class LockCommand : NukaCommand
{
    private readonly bool _updates;
    private readonly Option<string[]> _replace =
        new("--replace") { HelpName = "PACKAGE", Description = "Choose this package anew, and keep the others" };
    private readonly Option<bool> _prune = new("--prune") { Description = "Drop what built files asked for once and ask for no more, and what --try learned" };
    private readonly Option<bool> _try = new("--try") { Description = "Run CMD; while it fails for the want of something, take that into the lock and run it again" };
    private readonly Option<string?> _set = new(GraftLocking.Option) { HelpName = "DIRECTORY", Description = "Lock packages of Debian that package files there may name" };
    private readonly Argument<string[]> _command = new("CMD") { Arity = ArgumentArity.ZeroOrMore, Description =
        "With --try: the program and its arguments; with --packages: what to lock, all that is there if none is named" };
    private readonly Argument<string[]> _packages = new("PACKAGE") { Arity = ArgumentArity.ZeroOrMore, Description =
        "What to choose anew; all if none is named" };

    internal LockCommand(CommandEntry entry)
        : base(entry)
    {
        _updates = entry.Name == "update";
        if (_updates)
        {
            Syntax.Add(_packages);
        }
        else
        {
            Syntax.Add(_replace);
            Syntax.Add(_prune);
            Syntax.Add(_try);
            Syntax.Add(_set);
            Syntax.Add(_command);
        }
    }

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples => _updates
        ?
        [
            new("nuka update", "take the versions that the archives have now"),
            new("nuka update libcairo2-dev", "only of one package, and what must change with it"),
        ]
        :
        [
            new("nuka lock", "make this project's lock answer it, and fetch what it names"),
            new("nuka lock --replace libcairo2", "take another version of what an archive has dropped"),
            new("nuka lock --try make", "build until nothing is missing, at most eight times"),
            new("nuka lock --packages packages help2man", "let package files in `packages` name Debian's help2man"),
        ];

    /// <inheritdoc/>
    internal override string Details => _updates
        ? "The project's own statements hold: what they fix stays. What changed is printed, one package a line."
        : "A lock that still answers the project's own statements is left as it is. --try is the last resort for what no file of the project states: "
            + "CMD is run inside, what it prints goes to standard error, and what it says it is missing is looked up. The lock keeps what helped, with "
            + "the line that asked for it.";

    /// <inheritdoc/>
    internal override bool TakesCommand => !_updates;

    /// <inheritdoc/>
    internal override NameKind? NamesOf(Symbol symbol) => symbol == _packages || symbol == _replace ? NameKind.Chosen : null;

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        if (!_updates && context.Value(_set) is { } set)
        {
            RequireAlone(context);
            return await new GraftLocking(context, rooms).RunAsync(set, [.. context.Tail]);
        }

        CheckWords(context);
        ProjectPlace place = rooms.FindProject();
        EnvironmentLock? before = LockFile.Open(place.LockPath, place.LockName).Environment;
        RequireLocked(Replaced(context), before, [Rooms.PlatformName, .. ProjectManifest.ReadFrom(place.Directory).Platforms.Select(one => one.Name)], place);
        if (context.DryRun)
        {
            ForeseenPlan.Write(context, await new ProjectRunner(rooms.OpenProjectRooms()).ForeseeAsync(Options(context, context.Tail), context.Cancellation));
            return ExitCodes.Done;
        }

        ProjectRooms project = rooms.OpenProjectRooms();
        TrialResult? trial = null;
        if (IsTrial(context))
        {
            trial = await new CommandTrial(project).RunAsync(Options(context, context.Tail), context.ErrorOutput, context.Cancellation);
        }
        else
        {
            await new ProjectRunner(project).LockAsync(Options(context, []), context.Cancellation);
        }

        Report(context, place, before);
        return trial is null ? ExitCodes.Done : Judge(context, trial);
    }

    private void CheckWords(CommandContext context)
    {
        if (IsTrial(context) && context.Tail.IsEmpty)
        {
            throw new UsageException(new Problem("cli/no-command", "--try needs a program to run") { Hints = ["try: nuka lock --try make"] });
        }

        if (!IsTrial(context) && !context.Tail.IsEmpty)
        {
            throw new UsageException(new Problem("cli/unexpected-argument", $"lock runs `{context.Tail[0]}` only with --try")
            {
                Hints = [$"try: nuka lock --try {string.Join(' ', context.Tail)}"],
            });
        }
    }

    /// <summary>The other options are about the lock of a project.</summary>
    private void RequireAlone(CommandContext context)
    {
        if (IsTrial(context) || context.Value(_prune) || context.Value(_replace) is { Length: > 0 })
        {
            throw new UsageException(new Problem("cli/bad-value", $"{GraftLocking.Option} does not go with --replace, --prune and --try, which are for a project's own lock")
            {
                Hints = [$"what is named is locked anew   try: nuka lock {GraftLocking.Option} DIRECTORY NAME"],
            });
        }
    }

    private bool IsTrial(CommandContext context) => !_updates && context.Value(_try);

    private ExecOptions Options(CommandContext context, ImmutableArray<string> command) => new()
    {
        WorkingDirectory = context.WorkingDirectory,
        IsDirectoryNamed = context.IsDirectoryNamed,
        Command = command,
        Replaced = Replaced(context),
        Prune = !_updates && context.Value(_prune),
    };

    /// <summary>Says what was learned, or why the command still fails.</summary>
    private static int Judge(CommandContext context, TrialResult trial)
    {
        foreach (Need need in trial.Learned)
        {
            context.Say(PrintableText.From($"learned {need.Key}: {need.Evidence.Token}"));
        }

        if (trial.ExitCode == 0)
        {
            context.Say(trial.Rounds == 1 ? "the command was missing nothing" : $"the command ended well in run {trial.Rounds}");
            return ExitCodes.Done;
        }

        throw new Problem("cli/still-failing", $"the command still fails, with {trial.ExitCode}, after {trial.Rounds} {(trial.Rounds == 1 ? "run" : "runs")}")
        {
            Reasons = trial.Missing.IsEmpty
                ? ["nothing in what it printed names something that is missing"]
                : [.. trial.Missing.Take(5).Select(need => $"{need.Key} is missing, and nothing that is to be had helped: {need.Evidence.Token}")],
            Hints = ["name what it needs   try: nuka add PACKAGE", "try: nuka search WORD"],
        }.ToException();
    }

    private static void Report(CommandContext context, ProjectPlace place, EnvironmentLock? before)
    {
        EnvironmentLock? after = LockFile.Open(place.LockPath, place.LockName).Environment;
        ImmutableArray<LockedPackage> packages = after?.Platform(Rooms.PlatformName)?.Packages ?? [];
        if (context.Json)
        {
            context.WriteJsonArray(packages, WriteJson);
            return;
        }

        string[] then = [.. Lines(before)];
        string[] now = [.. Lines(after)];
        foreach (string come in now.Except(then))
        {
            context.Output.WriteLine($"+ {PrintableText.From(come)}");
        }

        foreach (string gone in then.Except(now).Order(StringComparer.Ordinal))
        {
            context.Output.WriteLine($"- {PrintableText.From(gone)}");
        }

        context.Say($"{place.LockName}: {Quantity.Count(packages.Length)} packages, {Quantity.Bytes(packages.Sum(package => package.SizeBytes))}");
    }

    /// <summary>
    /// A name with a slip would choose nothing anew, and not be noticed, nor would one that is locked only where nothing is chosen for. Where there is
    /// no lock yet, everything is chosen.
    /// </summary>
    private static void RequireLocked(ImmutableArray<string> named, EnvironmentLock? known, string[] platforms, ProjectPlace place)
    {
        if (known is null)
        {
            return;
        }

        HashSet<string> locked = [.. known.NamesOn(platforms)];
        if (named.FirstOrDefault(name => name != ExecOptions.ReplaceAll && !locked.Contains(name)) is not { } unknown)
        {
            return;
        }

        string[] elsewhere = [.. known.Platforms.Where(platform => platform.Packages.Any(package => package.Name == unknown)).Select(platform => platform.Name)];
        if (elsewhere.Length > 0)
        {
            throw new Problem("cli/not-in-lock", $"{place.LockName} has `{unknown}` for {string.Join(", ", elsewhere)} alone")
            {
                Reasons = ["packages are chosen for this machine, and for what the manifest states under [platforms]"],
                Hints = ["choose it anew on such a machine, or state its platform in the manifest"],
            }.ToException();
        }

        string[] near = [.. Spelling.Nearest(unknown, locked).Select(name => $"did you mean `{name}`?").Take(1)];
        throw new Problem("cli/not-in-lock", $"{place.LockName} has no package `{unknown}`")
        {
            Reasons = ["only what is locked can be chosen anew"],
            Hints = [.. near, $"to have it, name it   try: nuka add {unknown}"],
        }.ToException();
    }

    private ImmutableArray<string> Replaced(CommandContext context)
    {
        string[] named = (_updates ? context.Value(_packages) : context.Value(_replace)) ?? [];
        return _updates && named.Length == 0 ? [ExecOptions.ReplaceAll] : [.. named];
    }

    /// <summary>A line for each package: those of this machine first.</summary>
    private static IEnumerable<string> Lines(EnvironmentLock? known) => (known?.Platforms ?? []).OrderByDescending(platform => platform.Name == Rooms.PlatformName)
        .SelectMany(platform => platform.Packages.Select(package => platform.Name == Rooms.PlatformName ? Text(package) : $"{Text(package)} for {platform.Name}"));

    private static string Text(LockedPackage package) =>
        $"{package.Archive}:{package.Name} {package.Version}{(package.IsPrivate ? $" in /{package.Prefix}" : string.Empty)}";

    private static void WriteJson(Utf8JsonWriter json, LockedPackage package) => PackageJson.Write(
        json,
        package.Archive,
        package.Name,
        package.Prefix,
        ("version", package.Version),
        ("architecture", package.Architecture),
        ("sha256", package.Sha256),
        ("tree", package.Tree.ToString()));
}
