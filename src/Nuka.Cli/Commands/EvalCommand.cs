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

/// <summary><c>nuka eval FILE</c>: what a package file says, closed over everything that it names.</summary>
internal sealed class EvalCommand : NukaCommand
{
    private const string Ending = ".nu";

    private readonly Argument<string> file = new("FILE") { Description = "a package file; the packages that it names lie beside it" };
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
        new("nuka eval packages/jq.nu", "the package's PID, and the record that it is the digest of"),
        new("nuka eval packages/jq.nu --option static=true --json", "with an option, as JSON"),
    ];

    /// <inheritdoc/>
    internal override string Details =>
        "The file is judged before anything of it runs, then evaluated where it can reach nothing: no file, no network, no other program. "
        + "Nothing is built.";

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(CommandContext context)
    {
        string path = context.FullPath(context.Value(file)!);
        string name = Path.GetFileName(path);
        if (!name.EndsWith(Ending, StringComparison.Ordinal) || !PackageSource.IsName(name[..^Ending.Length]))
        {
            throw new Problem("packages/no-package-file", $"`{context.Value(file)}` is not the name of a package file")
            {
                Reasons = ["its name is that of the package, in small letters, digits, `-` and `_`, and `.nu`"],
                Hints = ["try: nuka eval ./NAME.nu"],
            }.ToException();
        }

        using Rooms rooms = new(context);
        ContentStore store = rooms.OpenStore();
        PackageCloser closer = await rooms.OpenPackagesAsync(store, new PackageSet(Path.GetDirectoryName(path)!), context.Value(level));
        PackageIr package = await closer.CloseAsync(name[..^Ending.Length], Options(context.Value(options) ?? []), context.Cancellation);
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

    private static NuonRecord Options(string[] given)
    {
        ImmutableArray<NuonField>.Builder fields = ImmutableArray.CreateBuilder<NuonField>();
        foreach (string option in given)
        {
            int at = option.IndexOf('=', StringComparison.Ordinal);
            string name = at < 0 ? option : option[..at];
            if (name.Length == 0 || fields.Any(field => field.Name == name))
            {
                throw new UsageException(new Problem("cli/bad-value", $"`--option {option}`: an option has a name, and is given once")
                {
                    Hints = ["try: --option NAME=VALUE"],
                });
            }

            fields.Add(new NuonField(name, at < 0 ? new NuonBoolean(true) : Value(option[(at + 1)..])));
        }

        return new NuonRecord(fields.DrainToImmutable());
    }

    // What is no NUON by itself, such as a bare word, is text.
    private static NuonValue Value(string text)
    {
        try
        {
            return NuonDocument.Read(text, "--option");
        }
        catch (NukaException)
        {
            return new NuonString(text);
        }
    }
}
