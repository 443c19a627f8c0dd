using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json;
using System.Text;
using Nuka.Cli.Completions;
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
    private readonly Argument<string[]> files = new("PACKAGE")
    {
        Description = "package files of one directory, or names of packages that came with nuka",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string[]> options = PackageOptions.Create();
    private readonly Option<string> level = PackageOptions.CreateLevel("evaluate");

    internal EvalCommand(CommandEntry entry)
        : base(entry)
    {
        Syntax.Add(files);
        Syntax.Add(options);
        Syntax.Add(level);
    }

    /// <inheritdoc/>
    internal override NameKind? NamesOf(Symbol symbol) => symbol == files ? NameKind.Own : null;

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
        ImmutableArray<PackageIr> closed = await packages.CloseAllAsync(context.Value(files) ?? [], context.Value(options) ?? [], context.Value(level));
        if (context.Json && closed.Length == 1)
        {
            context.WriteJson(writer => Write(writer, closed[0]));
        }
        else if (context.Json)
        {
            context.WriteJsonArray(closed, Write);
        }
        else
        {
            foreach (PackageIr package in closed)
            {
                context.Output.WriteLine(NuonText.WriteIndented(new NuonRecord(
                [
                    new NuonField("pid", new NuonString(package.Pid.ToString())), new NuonField("identity", package.Identity), new NuonField("about", package.About),
                ])));
            }
        }

        return ExitCodes.Done;
    }

    private static void Write(Utf8JsonWriter writer, PackageIr package)
    {
        writer.WriteStartObject();
        writer.WriteString("pid", package.Pid.ToString());
        writer.WritePropertyName("identity");
        NuonJson.Write(writer, package.Identity);
        writer.WritePropertyName("about");
        NuonJson.Write(writer, package.About);
        writer.WriteEndObject();
    }
}
