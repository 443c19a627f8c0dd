using System.Collections.Immutable;
using Nuka.Cli.Frame;
using Nuka.Projects.Exec;
using Nuka.Projects.Realise;
using Nuka.Sandbox.Plans;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka env</c>: prints the environment of this project, for editors and direnv.</summary>
internal sealed class EnvCommand(CommandEntry entry) : NukaCommand(entry)
{
    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka env", "the variables that a program of this project is started with"),
        new("nuka env --json", "the same with the path of its root, which stays when the lock changes, and the directories that it is joined from"),
    ];

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        ExecOptions asked = new() { WorkingDirectory = context.WorkingDirectory, IsDirectoryNamed = context.IsDirectoryNamed, Command = [] };
        if (context.DryRun)
        {
            ForeseenPlan.Write(context, await new ProjectRunner(rooms.OpenProjectRooms()).ForeseeAsync(asked, context.Cancellation));
            return ExitCodes.Done;
        }

        PreparedExec prepared = await new ProjectRunner(rooms.OpenProjectRooms()).PrepareAsync(
            asked with { ShowsRoot = context.Json }, context.Cancellation);
        SandboxPlan plan = prepared.Plan.Sandbox;
        prepared.Lease.Dispose();
        if (!context.Json)
        {
            foreach ((string name, string value) in plan.Environment)
            {
                context.Output.WriteLine($"{name}={value}");
            }

            return ExitCodes.Done;
        }

        context.WriteJson(json =>
        {
            json.WriteStartObject();
            json.WriteString("project", prepared.ProjectDirectory);
            StableRoot stable = new(rooms.State);
            json.WriteString("root", stable.Exists(prepared.ProjectDirectory) ? stable.PathOf(prepared.ProjectDirectory) : null);
            json.WriteStartArray("layers");
            foreach (string layer in plan.Roots.SelectMany(root => root switch
            {
                OverlayRoot overlay => overlay.Layers,
                ViewRoot view => [view.Directory],
                _ => ImmutableArray<string>.Empty,
            }).Distinct(StringComparer.Ordinal))
            {
                json.WriteStringValue(layer);
            }

            json.WriteEndArray();
            json.WriteStartObject("variables");
            foreach ((string name, string value) in plan.Environment)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        });
        return ExitCodes.Done;
    }
}
