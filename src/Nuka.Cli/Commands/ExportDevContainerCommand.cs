using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Build.Images;
using Nuka.Build.Roots;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Content.Trees;
using Nuka.Environments.Exec;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Projects.Exec;
using Nuka.Projects.Locks;
using Nuka.Projects.Realise;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka export devcontainer</c>: writes what a project's programs see of a system, for an editor on a machine without nuka.</summary>
internal sealed class ExportDevContainerCommand : NukaCommand
{
    private const string DefaultPlace = ".devcontainer";

    private readonly Option<string> directory = new("--to")
    {
        HelpName = "DIR",
        Description = "the directory to make, in the project (default: .devcontainer)",
        DefaultValueFactory = _ => DefaultPlace,
    };

    internal ExportDevContainerCommand(CommandEntry entry)
        : base(entry) => Syntax.Add(directory);

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka export devcontainer", "make .devcontainer: the image, and the file that loads and starts it"),
        new("nuka export devcontainer --to .devcontainer/nuka", "beside a dev container that the project has already"),
    ];

    /// <inheritdoc/>
    internal override string Details =>
        "The image holds the packages of the project's lock, as `nuka exec` shows them to its programs, and nothing of the project. The lock is made first if it does not answer "
        + "the project. The image's tag is taken from what is in it, so an editor sees that it changed.";

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

        ProjectPlace place = rooms.FindProject();
        string target = Path.GetFullPath(context.Value(directory)!, place.Directory);
        string below = Below(place.Directory, target);
        ProjectRooms projects = rooms.OpenProjectRooms();
        EnvironmentLock locked = await new ProjectRunner(projects).LockAsync(asked, context.Cancellation);
        LockedPlatform platform = locked.Platform(Rooms.PlatformName)!;
        RealisedEnvironment environment = await new ProjectLocker(projects).RealiseAsync(platform, context.Cancellation);
        ImageContent content = Content(place, platform, environment);
        ImageWriter writer = new(projects.Store, context.Progress);
        ImageTarget.WriteDirectory(target, aside =>
        {
            ImageTarget.WriteFile(Path.Combine(aside, DevContainer.ImageName), layout => writer.Write(content, compressed: true, layout, context.Cancellation));
            AtomicFile.Write(Path.Combine(aside, DevContainer.FileName), DevContainer.Write(NameOf(place), content, below));
        });
        context.Say(PrintableText.From($"wrote {content.Name}:{content.Tag} to {target}"));
        if (context.Json)
        {
            context.WriteJson(json =>
            {
                json.WriteStartObject();
                json.WriteString("image", $"{content.Name}:{content.Tag}");
                json.WriteString("path", target);
                json.WriteEndObject();
            });
        }

        return ExitCodes.Done;
    }

    private static ImageContent Content(ProjectPlace place, LockedPlatform platform, RealisedEnvironment environment) => new()
    {
        Layers = ImageLayers.Of(new OwnedTree("environment of the project", environment.Joined), []),
        Architecture = Rooms.Architecture,
        Name = $"{PackageImage.Local}nuka-{PackageImage.TagOf(NameOf(place)).ToLowerInvariant()}",
        Tag = Convert.ToHexStringLower(environment.Joined.ToArray())[..16],
        Command = ["/bin/sh"],
        Environment = platform.Variables.SetItem("LANG", "C.UTF-8").SetItem("PATH", ProgramDirectories.SearchPath),
        Labels = ImmutableSortedDictionary.CreateRange(
            StringComparer.Ordinal, new Dictionary<string, string> { ["nuka.environment.cid"] = Cid.OfTree(environment.Joined).ToString() }),
    };

    private static string NameOf(ProjectPlace place) => Path.GetFileName(Path.TrimEndingDirectorySeparator(place.Directory));

    /// <summary>The directory as the project names it: editors start in the project, wherever it lies.</summary>
    private static string Below(string project, string target) => PathNames.IsAtOrBelow(target, project) && target != project
        ? Path.GetRelativePath(project, target)
        : throw new UsageException(new Problem("cli/bad-value", "the directory of a dev container lies in its project")
        {
            Hints = ["try: --to .devcontainer"],
        });
}
