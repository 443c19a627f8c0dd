using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Build;
using Nuka.Build.Images;
using Nuka.Build.Roots;
using Nuka.Cli.Completions;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Packages.Identity;
using Nuka.Store;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka export oci PACKAGE…</c>: writes packages, with all that they need to run, as a container image.</summary>
internal sealed class ExportOciCommand : NukaCommand
{
    private readonly Argument<string[]> packages = new("PACKAGE")
    {
        Description = "package files, or names of packages that came with nuka; the image is named after the first",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string[]> options = PackageOptions.Create("an option of the package, where it is only one; its value is NUON, or text");
    private readonly Option<string> level = PackageOptions.CreateLevel();
    private readonly Option<int> jobs = PackageOptions.CreateJobs();
    private readonly Option<string[]> trust = TrustOption.Create();
    private readonly Option<string?> entrypoint = new("--entrypoint")
    {
        HelpName = "PROGRAM",
        Description = "what the image starts (default: the program that is called as its only package, else a shell)",
    };

    private readonly ImageOptions image = new();

    internal ExportOciCommand(CommandEntry entry)
        : base(entry)
    {
        Syntax.Add(packages);
        image.AddTo(Syntax);
        Syntax.Add(entrypoint);
        Syntax.Add(options);
        Syntax.Add(level);
        Syntax.Add(jobs);
        Syntax.Add(trust);
    }

    /// <inheritdoc/>
    internal override NameKind? NamesOf(Symbol symbol) => symbol == packages ? NameKind.Own : null;

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka export oci jq --file jq.tar", "an image that starts jq; then: podman load --input jq.tar"),
        new("nuka export oci bash coreutils curl --layout ./image", "an OCI image layout with several packages"),
    ];

    /// <inheritdoc/>
    internal override string Details =>
        "What is not built yet is built first. The lowest layer is the runtime that every package has below it when it runs, and is the same in all images; then each tree is a "
        + "layer. The same packages give the same bytes.";

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(CommandContext context)
    {
        image.RequireOnePlace(context);
        using Rooms rooms = new(context);
        ContentStore store = rooms.OpenStore();
        PackageRooms building = new(context, rooms, store);
        ImmutableArray<PackageIr> wanted = await building.CloseAllAsync(context.Value(packages)!, context.Value(options) ?? [], context.Value(level));
        if (context.DryRun)
        {
            if (context.Json)
            {
                context.WriteJsonArray(wanted, ForeseenPackages.WriteJson);
            }
            else
            {
                ForeseenPackages.Print(context, wanted, "nothing was written");
            }

            return ExitCodes.Done;
        }

        BuildLimits limits = new() { Jobs = Math.Max(1, context.Value(jobs)), Cores = Environment.ProcessorCount };
        PackageBuilder builder = await building.OpenBuilderAsync(limits, context.Value(trust)!);
        List<BuiltPackage> built = [];
        foreach (PackageIr package in wanted)
        {
            built.Add(await builder.BuildAsync(package, context.Cancellation));
        }

        (string label, RealisedRuntime runtime) = building.OpenLowestRuntime();
        image.Write(context, store, PackageImage.Of(built, label, runtime, store, Rooms.Architecture, context.Value(entrypoint)));
        return ExitCodes.Done;
    }
}
