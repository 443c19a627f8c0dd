using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Formats.Nuon;
using Nuka.Packages;
using Nuka.Packages.Identity;
using Nuka.Platform.Errors;
using Nuka.Store;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka eval PACKAGE</c>: what a package file says, closed over everything that it names.</summary>
internal sealed class EvalCommand : NukaCommand
{
    private readonly Argument<string> file = new("PACKAGE") { Description = "a package file, or the name of a package that came with nuka" };
    private readonly Option<string[]> options = new("--option")
    {
        Description = "an option of the package; its value is NUON, or text",
        HelpName = "NAME=VALUE",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly Option<string> level = new("--cpu")
    {
        Description = "the level of processors to evaluate for (default: the lowest)",
        HelpName = "LEVEL",
    };

    internal EvalCommand(CommandEntry entry)
        : base(entry)
    {
        Syntax.Add(file);
        Syntax.Add(options);
        Syntax.Add(level);
    }

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka eval jq", "the package's PID, and the record that it is the digest of"),
        new("nuka eval packages/jq.nu --option static=true --json", "with an option, as JSON"),
    ];

    /// <inheritdoc/>
    internal override string Details =>
        "The file is judged before anything of it runs, then evaluated where it can reach nothing: no file, no network, no other program. "
        + "Nothing is built.";

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        PackageRooms packages = new(context, rooms, rooms.OpenStore());
        (string name, PackageSet set) = packages.Find(context.Value(file)!);
        PackageCloser closer = await packages.OpenCloserAsync(set, context.Value(level));
        PackageIr package = await closer.CloseAsync(name, PackageOptions.Read(context.Value(options) ?? []), context.Cancellation);
        if (context.Json)
        {
            context.WriteJson(writer =>
            {
                writer.WriteStartObject();
                writer.WriteString("pid", package.Pid.ToString());
                writer.WritePropertyName("identity");
                NuonJson.Write(writer, package.Identity);
                writer.WritePropertyName("about");
                NuonJson.Write(writer, package.About);
                writer.WriteEndObject();
            });
        }
        else
        {
            context.Output.WriteLine(NuonText.WriteIndented(new NuonRecord(
            [
                new NuonField("pid", new NuonString(package.Pid.ToString())), new NuonField("identity", package.Identity), new NuonField("about", package.About),
            ])));
        }

        return ExitCodes.Done;
    }
}
