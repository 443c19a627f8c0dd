using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Environments.Permissions;
using Nuka.Projects.Exec;
using Nuka.Projects.Manifests;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka grant</c>: grants what this project's manifest requests; <c>--revoke</c> takes everything back.</summary>
internal sealed class GrantCommand : NukaCommand
{
    private readonly Option<bool> _revoke = new("--revoke") { Description = "Take back all that was granted to this project" };

    internal GrantCommand(CommandEntry entry)
        : base(entry) => Syntax.Add(_revoke);

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka grant --dry-run", "see what the project requests, and what of it is granted"),
        new("nuka grant", "grant it"),
        new("nuka grant --revoke", "take everything back"),
    ];

    /// <inheritdoc/>
    internal override string Details =>
        "A grant belongs to this project's directory and is kept in the state directory, where no project can write. It covers exactly what is\n"
        + "printed: if the request widens later, the project's commands stop until it is granted again.";

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        string project = rooms.FindProject().Directory;
        string home = rooms.Host.HomeDirectory;
        PermissionSet request = PermissionSet.Of(
            ProjectManifest.ReadFrom(project).Permissions.Select(asked => PermissionGrammar.Parse(asked.Text, home, asked.Place)));
        GrantStore grants = new(rooms.State.Grants);
        PermissionSet before = grants.Read(project).Granted;
        PermissionSet after = context.Value(_revoke) ? PermissionSet.Empty : request;
        if (context.Json)
        {
            WriteJson(context, project, before, after);
        }
        else
        {
            WriteText(context, before, after);
        }

        WarnOfMissingPaths(context, after);
        if (!context.DryRun)
        {
            grants.Write(new Grant(project, after));
        }

        return Task.FromResult(ExitCodes.Done);
    }

    /// <summary>The path may be made later, so a grant of it is no mistake; but a command stops until it is.</summary>
    private static void WarnOfMissingPaths(CommandContext context, PermissionSet after)
    {
        foreach (string path in after.Values(PermissionKind.Path).Select(value => value[..^3]).Where(path => !Path.Exists(path)))
        {
            context.Say(PrintableText.From($"{path} does not exist: what is run here stops until it does   try: mkdir -p {path}"));
        }
    }

    private static void WriteText(CommandContext context, PermissionSet before, PermissionSet after)
    {
        if (before.Items.IsEmpty && after.Items.IsEmpty)
        {
            context.Say("the project requests nothing beyond the defaults, and nothing was granted to it");
        }

        foreach (Permission item in before.Items.Union(after.Items))
        {
            string mark = !after.Items.Contains(item) ? "-" : before.Items.Contains(item) ? " " : "+";
            context.Output.WriteLine($"{mark} {PrintableText.From(item.ToString())}");
        }
    }

    private static void WriteJson(CommandContext context, string project, PermissionSet before, PermissionSet after) => context.WriteJson(json =>
    {
        json.WriteStartObject();
        json.WriteString("project", project);
        foreach ((string name, PermissionSet set) in new[] { ("before", before), ("after", after) })
        {
            json.WriteStartArray(name);
            foreach (Permission item in set.Items)
            {
                json.WriteStringValue(item.ToString());
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    });
}
