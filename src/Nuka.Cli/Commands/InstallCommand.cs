using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Build;
using Nuka.Build.Profiles;
using Nuka.Build.Roots;
using Nuka.Cli.Completions;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Content.Trees;
using Nuka.Formats.Nuon;
using Nuka.Packages;
using Nuka.Packages.Identity;
using Nuka.Store;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka install X</c>: builds packages, or takes over what trusted keys built, and shows them in the profile.</summary>
internal sealed class InstallCommand : NukaCommand
{
    private readonly Argument<string[]> packages = new("PACKAGE")
    {
        Description = "package files, or names of packages that came with nuka",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> options = PackageOptions.Create("an option of the package, where it is only one; its value is NUON, or text");

    private readonly Option<string[]> preferred = new("--prefer")
    {
        HelpName = "NAME",
        Description = "let the files of package NAME win, from now on, where two packages have one path",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string> level = PackageOptions.CreateLevel(usual: "the best for this machine that the package finds worth it");
    private readonly Option<int> jobs = PackageOptions.CreateJobs();
    private readonly Option<bool> allowImpure = PackageOptions.CreateAllowImpure();
    private readonly Option<string[]> trust = TrustOption.Create();

    internal InstallCommand(CommandEntry entry)
        : base(entry)
    {
        Syntax.Add(packages);
        Syntax.Add(options);
        Syntax.Add(preferred);
        Syntax.Add(level);
        Syntax.Add(jobs);
        Syntax.Add(allowImpure);
        Syntax.Add(trust);
    }

    /// <inheritdoc/>
    internal override NameKind? NamesOf(Symbol symbol) => symbol == packages ? NameKind.Own : null;

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka install jq", "build it if nobody whom you trust did, and put it on the PATH"),
        new("nuka install ./mine.nu --prefer mine", "a package of your own, whose files win"),
    ];

    /// <inheritdoc/>
    internal override string Details =>
        "Each install makes a generation of your profile; `nuka rollback` goes back. What is installed already is replaced by what the package is now. Once, a shell has to "
        + "be told where the profile is: `nuka shell-setup`.";

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        ContentStore store = rooms.OpenStore();
        PackageRooms building = new(context, rooms, store);
        ImmutableArray<PackageIr> wanted = await building.CloseAllAsync(context.Value(packages)!, context.Value(options) ?? [], context.Value(level), runsHere: true);

        if (context.DryRun)
        {
            Foresee(context, wanted);
            return ExitCodes.Done;
        }

        BuildLimits limits = new() { Jobs = Math.Max(1, context.Value(jobs)), Cores = Environment.ProcessorCount, AllowsImpure = context.Value(allowImpure) };
        PackageBuilder builder = await building.OpenBuilderAsync(limits, context.Value(trust)!);
        List<InstalledPackage> installed = [];
        foreach (PackageIr package in wanted)
        {
            BuiltPackage built = await builder.BuildAsync(package, context.Cancellation);
            SignerPage.ShowMark(context, built);
            installed.Add(Installed(built));
        }

        Profile profile = rooms.OpenProfile(store);
        string reason = $"install {string.Join(' ', installed.Select(package => package.Name))}";
        ProfileChangePage.Apply(context, profile, profile.PlanInstall(installed, context.Value(preferred)!, reason), building.OpenExposure());
        return ExitCodes.Done;
    }

    private static InstalledPackage Installed(BuiltPackage built) => new(
        built.Package.Name,
        built.Package.Version,
        built.Package.Pid,
        [.. built.Outputs.Where(output => built.Package.RunOutputs.Contains(output.Output))],
        [.. built.RunClosureOf([.. built.Package.RunOutputs]).Select(tree => tree.Tree)])
    {
        UsesNetwork = built.Package.About.TryGet("needs", out NuonValue? needs) && needs is NuonList list && list.Items.Any(need => need is NuonString { Value: "network" }),
        IsImpure = built.Package.IsImpure,
        Level = built.Package.Level == PackageRooms.Target.Level ? "" : built.Package.Level,
    };

    private static void Foresee(CommandContext context, ImmutableArray<PackageIr> wanted)
    {
        if (!context.Json)
        {
            ForeseenPackages.Print(context, wanted, "nothing was changed");
            return;
        }

        context.WriteJson(json =>
        {
            json.WriteStartObject();
            json.WriteNull("generation");
            json.WriteStartArray("added");
            foreach (PackageIr package in wanted)
            {
                ForeseenPackages.WriteJson(json, package);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }
}
