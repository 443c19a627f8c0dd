using System.Collections.Immutable;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Projects.Locks;
using Nuka.Projects.Runtimes;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka runtime list</c>: the named runtimes that came with nuka.</summary>
internal sealed class RuntimeListCommand(CommandEntry entry) : NukaCommand(entry)
{
    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka runtime list", "each runtime, and what it is for"),
        new("nuka runtime list --json", "the same as data"),
    ];

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context)
    {
        RuntimeShelf shelf = Rooms.Shelf(context);
        if (context.Json)
        {
            context.WriteJson(json =>
            {
                json.WriteStartArray();
                foreach (NamedRuntime runtime in shelf.Runtimes)
                {
                    json.WriteStartObject();
                    json.WriteString("runtime", runtime.Label);
                    json.WriteString("about", runtime.About);
                    json.WriteString("on", runtime.On);
                    json.WriteStartArray("platforms");
                    foreach (LockedPlatform platform in runtime.Lock?.Platforms ?? [])
                    {
                        json.WriteStringValue(platform.Name);
                    }

                    json.WriteEndArray();
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            });
            return Task.FromResult(ExitCodes.Done);
        }

        int width = shelf.Runtimes.Select(runtime => runtime.Label.Length).DefaultIfEmpty(0).Max();
        foreach (NamedRuntime runtime in shelf.Runtimes)
        {
            ImmutableArray<LockedPackage> packages = runtime.Lock?.Platform(Rooms.PlatformName)?.Packages ?? [];
            string extent = packages.IsEmpty ? "not locked for this machine" : $"{Quantity.Count(packages.Length)} packages, {Quantity.Bytes(packages.Sum(package => package.SizeBytes))}";
            context.Output.WriteLine($"{runtime.Label.PadRight(width)}  {runtime.About} ({extent})");
        }

        return Task.FromResult(ExitCodes.Done);
    }
}
