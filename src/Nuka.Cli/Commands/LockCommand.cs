using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Projects.Exec;
using Nuka.Projects.Locks;

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
        ];

    /// <inheritdoc/>
    internal override string Details => _updates
        ? "The project's own statements hold: what they fix stays. What changed is printed, one package a line."
        : "A lock that still answers the project's own statements is left as it is.";

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        ProjectPlace place = ProjectPlace.Find(context.WorkingDirectory, rooms.State);
        EnvironmentLock? before = LockFile.Open(place.LockPath, place.LockName).Environment;
        if (context.DryRun)
        {
            ExecOptions foreseen = new() { WorkingDirectory = place.Directory, Command = [], Replaced = Replaced(context) };
            ForeseenPlan.Write(context, await new ProjectRunner(rooms.OpenProjectRooms()).ForeseeAsync(foreseen, context.Cancellation));
            return ExitCodes.Done;
        }

        PreparedExec prepared = await new ProjectRunner(rooms.OpenProjectRooms()).PrepareAsync(
            new ExecOptions { WorkingDirectory = place.Directory, Command = [], Replaced = Replaced(context) }, context.Cancellation);
        prepared.Lease.Dispose();
        ImmutableArray<LockedPackage> packages = prepared.Lock.Platform(Rooms.PlatformName)?.Packages ?? [];
        if (context.Json)
        {
            WriteJson(context, packages);
            return ExitCodes.Done;
        }

        HashSet<string> known = [.. (before?.Platform(Rooms.PlatformName)?.Packages ?? []).Select(Text)];
        foreach (LockedPackage package in packages.Where(package => !known.Contains(Text(package))))
        {
            context.Output.WriteLine($"+ {PrintableText.From(Text(package))}");
        }

        foreach (string gone in known.Except(packages.Select(Text)).Order(StringComparer.Ordinal))
        {
            context.Output.WriteLine($"- {PrintableText.From(gone)}");
        }

        context.Say($"{place.LockName}: {Quantity.Count(packages.Length)} packages, {Quantity.Bytes(packages.Sum(package => package.SizeBytes))}");
        return ExitCodes.Done;
    }

    private ImmutableArray<string> Replaced(CommandContext context)
    {
        string[] named = (_updates ? context.Value(_packages) : context.Value(_replace)) ?? [];
        return _updates && named.Length == 0 ? [ExecOptions.ReplaceAll] : [.. named];
    }

    private static string Text(LockedPackage package) => $"{package.Archive}:{package.Name} {package.Version}";

    private static void WriteJson(CommandContext context, ImmutableArray<LockedPackage> packages) => context.WriteJson(json =>
    {
        json.WriteStartArray();
        foreach (LockedPackage package in packages)
        {
            json.WriteStartObject();
            json.WriteString("archive", package.Archive);
            json.WriteString("name", package.Name);
            json.WriteString("version", package.Version);
            json.WriteString("architecture", package.Architecture);
            json.WriteString("sha256", package.Sha256);
            json.WriteString("tree", package.Tree.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
