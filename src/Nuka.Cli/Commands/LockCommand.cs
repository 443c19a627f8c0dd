using System.Collections.Immutable;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Environments.Permissions;
using Nuka.Projects.Exec;
using Nuka.Projects.Locks;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka lock</c>: finds what this project needs and writes its lock, without running anything of it.</summary>
internal sealed class LockCommand : NukaCommand
{
    internal LockCommand(CommandEntry entry)
        : base(entry)
    {
    }

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka lock", "bring this project's lock up to date, and fetch what it names"),
        new("nuka lock -C project --json", "the same for another directory, and print the packages as data"),
    ];

    /// <inheritdoc/>
    internal override string Details => "A lock that still answers the project's own statements is left as it is.";

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        ProjectPlace place = ProjectPlace.Find(context.WorkingDirectory, rooms.State);
        EnvironmentLock? before = LockFile.Open(place.LockPath, place.LockName).Environment;
        EnvironmentLock answer = before!;
        if (!context.DryRun)
        {
            PreparedExec prepared = await new ProjectRunner(rooms.OpenProjectRooms()).PrepareAsync(
                new ExecOptions { WorkingDirectory = place.Directory, Command = ["true"], Allowed = PermissionSet.Empty }, context.Cancellation);
            prepared.Lease.Dispose();
            answer = prepared.Lock;
        }

        ImmutableArray<LockedPackage> packages = answer?.Platform(Rooms.PlatformName)?.Packages ?? [];
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
