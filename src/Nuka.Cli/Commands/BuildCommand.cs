using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Build;
using Nuka.Build.Roots;
using Nuka.Cli.Completions;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Content.Trees;
using Nuka.Packages;
using Nuka.Packages.Identity;
using Nuka.Sandbox.Launching;
using Nuka.Sandbox.Plans;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka build PACKAGE</c>: builds a package and all that it is made from.</summary>
internal sealed class BuildCommand : NukaCommand
{
    private readonly Argument<string> package = new("PACKAGE") { Description = "a package file, or the name of a package that came with nuka" };
    private readonly Option<string[]> options = PackageOptions.Create();
    private readonly Option<string> level = PackageOptions.CreateLevel();
    private readonly Option<int> jobs = PackageOptions.CreateJobs();
    private readonly Option<int> cores = new("--cores") { Description = "how many processors a build is told to use (default: all)", HelpName = "N" };
    private readonly Option<double> time = new("--time") { Description = "how long one build may take (default: 240)", HelpName = "MINUTES", DefaultValueFactory = _ => 240 };
    private readonly Option<long> memory = new("--memory") { Description = "how much memory one process of a build may map (default: no limit)", HelpName = "MIB" };
    private readonly Option<bool> allowImpure = PackageOptions.CreateAllowImpure();
    private readonly Option<string[]> trust = TrustOption.Create();
    private readonly Option<bool> enter = new("--enter") { Description = "open a shell in the sandbox of a build that failed, in the directory that it left" };
    private readonly Option<bool> check = new("--check") { Description = "build it once more, elsewhere and by somebody else, and show what came out differently" };
    private readonly Option<bool> printPath = new("--print-path") { Description = "print the directories of the outputs, and nothing else" };

    internal BuildCommand(CommandEntry entry)
        : base(entry)
    {
        Syntax.Add(package);
        Syntax.Add(options);
        Syntax.Add(level);
        Syntax.Add(jobs);
        Syntax.Add(cores);
        Syntax.Add(time);
        Syntax.Add(memory);
        Syntax.Add(allowImpure);
        Syntax.Add(trust);
        Syntax.Add(enter);
        Syntax.Add(check);
        Syntax.Add(printPath);
    }

    /// <inheritdoc/>
    internal override NameKind? NamesOf(Symbol symbol) => symbol == package ? NameKind.Own : null;

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka build jq", "the trees of a package that came with nuka, and where they are seen"),
        new("nuka build ./mine.nu --option static=true -v", "a package of your own, with what its build prints"),
    ];

    /// <inheritdoc/>
    internal override string Details =>
        "Sources are fetched first, each by its digest; the build itself has no network and sees nothing but its sources and the trees that the package names. "
        + "What was built before, from the same trees in the same way, is not built again.";

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        Store.ContentStore store = rooms.OpenStore();
        PackageRooms packages = new(context, rooms, store);
        (string name, PackageSet set) = packages.Find(context.Value(package)!);
        PackageCloser closer = await packages.OpenCloserAsync(set, context.Value(level));
        PackageIr top = await closer.CloseAsync(name, PackageOptions.Read(context.Value(options) ?? []), context.Cancellation);
        if (context.DryRun)
        {
            Foresee(context, top);
            return ExitCodes.Done;
        }

        int processors = context.Value(cores) > 0 ? context.Value(cores) : Environment.ProcessorCount;
        BuildLimits limits = new()
        {
            Jobs = Math.Max(1, context.Value(jobs)),
            Cores = processors,
            Time = TimeSpan.FromMinutes(context.Value(time)),
            AllowsImpure = context.Value(allowImpure),
            MemoryBytes = context.Value(memory) << 20,
        };
        PackageBuilder builder = await packages.OpenBuilderAsync(limits, context.Value(trust) ?? []);
        if (context.Value(enter))
        {
            (SandboxPlan plan, Store.StoreLease lease) = await builder.PlanEnteringAsync(top, context.Cancellation);
            using Store.StoreLease held = lease;
            held.LetInherit();
            string file = new PlanCache(rooms.State.Plans).WriteOnce(plan, Environment.ProcessId);
            context.Flush();
            Launch.Execute(plan.Launcher, file, ["/bin/sh"u8.ToArray()]);
        }

        BuiltPackage built = await builder.BuildAsync(top, context.Cancellation);
        if (context.Value(check))
        {
            await builder.CheckAsync(built, context.Cancellation);
        }

        Print(context, store, built);
        SignerPage.ShowMark(context, built);
        return ExitCodes.Done;
    }

    private void Print(CommandContext context, Store.ContentStore store, BuiltPackage built)
    {
        (string Output, Cid Cid, string View)[] outputs =
            [.. built.Outputs.Select(output => (output.Output, Cid.OfTree(output.Tree), store.View(output.Tree, context.Cancellation)))];
        if (context.Json)
        {
            context.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("name", built.Package.Name);
                json.WriteString("version", built.Package.Version);
                json.WriteString("pid", built.Package.Pid.ToString());
                json.WriteString("buildKey", built.Key.ToString());
                json.WriteBoolean("built", built.WasBuilt);
                json.WriteBoolean("impure", built.Package.IsImpure);
                json.WriteStartObject("outputs");
                foreach ((string output, Cid cid, string view) in outputs)
                {
                    json.WriteStartObject(output);
                    json.WriteString("cid", cid.ToString());
                    json.WriteString("path", view);
                    json.WriteEndObject();
                }

                json.WriteEndObject();
                json.WriteEndObject();
            });
            return;
        }

        foreach ((string output, Cid cid, string view) in outputs)
        {
            context.Output.WriteLine(context.Value(printPath) ? view : $"{built.Package.Name} {built.Package.Version}{(output == "out" ? "" : $" ({output})")}  {cid}");
        }
    }

    private static void Foresee(CommandContext context, PackageIr top)
    {
        ImmutableArray<PackageIr> all = top.Closure();
        if (context.Json)
        {
            context.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("builds");
                foreach (PackageIr one in all)
                {
                    ForeseenPackages.WriteJson(json, one);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
            return;
        }

        foreach (PackageIr one in all)
        {
            context.Output.WriteLine($"would build {one.Name} {one.Version}  {one.Pid}, unless its trees are known");
        }
    }
}
