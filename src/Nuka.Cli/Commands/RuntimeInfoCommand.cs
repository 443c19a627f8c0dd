using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Platform.Errors;
using Nuka.Projects.Locks;
using Nuka.Projects.Runtimes;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka runtime info NAME</c>: what a named runtime holds on this machine.</summary>
internal sealed class RuntimeInfoCommand : NukaCommand
{
    private readonly Argument<string> runtime = new("NAME") { Description = "A runtime: node@18, or node for its highest version" };

    internal RuntimeInfoCommand(CommandEntry entry)
        : base(entry) => Syntax.Add(runtime);

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka runtime info node", "its root, and every package with its version"),
        new("nuka runtime info base@1 --json", "the same as data, with digests"),
    ];

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context)
    {
        RuntimeShelf shelf = Rooms.Shelf(context);
        string name = context.Value(runtime)!;
        NamedRuntime found = shelf.Find(name) ?? throw new Problem("cli/unknown-runtime", $"there is no runtime `{name}`")
        {
            Reasons = [shelf.Runtimes.IsEmpty ? "this nuka came without any" : $"there are {string.Join(", ", shelf.Runtimes.Select(one => one.Label))}"],
            Hints = ["try: nuka runtime list"],
        }.ToException();
        LockedPlatform? platform = found.Lock?.Platform(Rooms.PlatformName);
        if (context.Json)
        {
            WriteJson(context, found, platform);
            return Task.FromResult(ExitCodes.Done);
        }

        context.Output.WriteLine($"{found.Label}  {found.About}");
        if (found.On is { } on)
        {
            context.Output.WriteLine($"  stands on {on}");
        }

        context.Output.WriteLine($"  names {string.Join(", ", found.Packages)}");
        context.Output.WriteLine(platform is null ? $"  it is not locked for {Rooms.PlatformName}" : $"  root on {platform.Name}: {platform.Root}");
        foreach (LockedPackage package in (platform?.Packages ?? []).OrderBy(package => package.Name, StringComparer.Ordinal))
        {
            context.Output.WriteLine($"  {package.Archive}:{package.Name} {package.Version}");
        }

        return Task.FromResult(ExitCodes.Done);
    }

    private static void WriteJson(CommandContext context, NamedRuntime found, LockedPlatform? platform) => context.WriteJson(json =>
    {
        json.WriteStartObject();
        json.WriteString("runtime", found.Label);
        json.WriteString("about", found.About);
        json.WriteString("on", found.On);
        json.WriteString("platform", platform?.Name);
        json.WriteString("root", platform?.Root.ToString());
        json.WriteStartArray("packages");
        foreach (LockedPackage package in platform?.Packages ?? ImmutableArray<LockedPackage>.Empty)
        {
            json.WriteStartObject();
            json.WriteString("archive", package.Archive);
            json.WriteString("name", package.Name);
            json.WriteString("version", package.Version);
            json.WriteString("sha256", package.Sha256);
            json.WriteString("tree", package.Tree.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
