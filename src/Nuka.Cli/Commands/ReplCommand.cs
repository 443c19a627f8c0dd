using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using Nuka.Cli.Frame;
using Nuka.Cli.Native;
using Nuka.Cli.Output;
using Nuka.Packages;
using Nuka.Packages.Evaluation;
using Nuka.Sandbox.Launching;
using Nuka.Sandbox.Plans;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka repl [DIRECTORY]</c>: Nushell as package files see it.</summary>
internal sealed class ReplCommand : NukaCommand
{
    private readonly Argument<string> directory = new("DIRECTORY")
    {
        Description = "a directory of package files, seen as /pkg (default: this one)",
        Arity = ArgumentArity.ZeroOrOne,
    };

    internal ReplCommand(CommandEntry entry)
        : base(entry) => Syntax.Add(directory);

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka repl packages", "then, say: use /pkg/jq.nu; jq"),
        new("echo '$target.arch' | nuka repl", "what is read from a pipe is run"),
    ];

    /// <inheritdoc/>
    internal override string Details =>
        "An interactive Nushell with what nuka gives to package files (`derivation`, `fetch` …, `$pkgs`, `$target`), where they are evaluated: without network, "
        + "without other programs, and with no file but those of the directory, which cannot be written. A package is shown as its draft.";

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        PackageRooms packages = new(context, rooms, rooms.OpenStore());
        PackageSet set = new(context.FullPath(context.Value(directory) ?? "."));
        EvaluatorTools tools = await packages.OpenEvaluatorAsync();
        PackageShell shell = new(set, tools, PackageRooms.Target);
        if (Terminal.IsTerminal(Terminal.InputDescriptor) && !context.DryRun)
        {
            SandboxPlan plan = shell.Interactive();
            string file = new PlanCache(rooms.State.Plans).WriteOnce(plan, Environment.ProcessId);
            context.Flush();
            Launch.Execute(plan.Launcher, file, [.. plan.Command.Select(Encoding.UTF8.GetBytes)]);
        }

        using StreamReader input = new(context.Input, Encoding.UTF8);
        string script = await input.ReadToEndAsync(context.Cancellation);
        SandboxResult result = shell.Run(script, context.Cancellation);
        context.Output.Write(Encoding.UTF8.GetString(result.Output.AsSpan()));
        context.Flush();
        await context.ErrorOutput.WriteAsync(result.Errors.AsMemory(), context.Cancellation);
        return result.ExitCode;
    }
}
