using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Build.Profiles;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka list</c>: what is installed.</summary>
internal sealed class ListCommand : NukaCommand
{
    private readonly Option<int?> generation = new("--generation") { HelpName = "N", Description = "of generation N; else of the current one" };
    private readonly Option<bool> all = new("--all") { Description = "also what is there only because others need it" };

    internal ListCommand(CommandEntry entry)
        : base(entry)
    {
        Syntax.Add(generation);
        Syntax.Add(all);
    }

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka list", "names and versions"),
        new("nuka list --json", "for a program: with PIDs and CIDs"),
    ];

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        Profile profile = rooms.OpenProfile(rooms.OpenStore());
        Generation? shown = context.Value(generation) is { } number ? profile.Read(number) : profile.Current;
        ImmutableArray<InstalledPackage> packages = [.. (shown?.Packages ?? []).Where(package => package.IsAsked || context.Value(all) || context.Json)];
        if (!context.Json)
        {
            int width = packages.Select(package => package.Name.Length).DefaultIfEmpty().Max();
            foreach (InstalledPackage package in packages)
            {
                string marks = $"{(package.Level.Length == 0 ? "" : $"  ({package.Level})")}{(package.IsAsked ? "" : "  (needed by others)")}{(package.IsImpure ? "  (impure)" : "")}";
                context.Output.WriteLine(PrintableText.From($"{package.Name.PadRight(width)}  {package.Version}{marks}"));
            }

            if (packages.IsEmpty)
            {
                context.Say("nothing is installed");
            }

            return Task.FromResult(ExitCodes.Done);
        }

        context.WriteJsonArray(packages, (json, package) =>
        {
            json.WriteStartObject();
            json.WriteString("name", package.Name);
            json.WriteString("version", package.Version);
            json.WriteString("pid", package.Pid.ToString());
            json.WriteBoolean("asked", package.IsAsked);
            json.WriteBoolean("impure", package.IsImpure);
            json.WriteString("level", package.Level.Length == 0 ? PackageRooms.Target.Level : package.Level);
            json.WriteStartObject("outputs");
            foreach ((string output, Digest tree) in package.Outputs)
            {
                json.WriteString(output, Cid.OfTree(tree).ToString());
            }

            json.WriteEndObject();
            json.WriteEndObject();
        });
        return Task.FromResult(ExitCodes.Done);
    }
}
