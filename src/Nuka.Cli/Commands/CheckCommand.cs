using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Cli.Completions;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Formats.Nuon;
using Nuka.Packages;
using Nuka.Packages.Evaluation;
using Nuka.Platform.Errors;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka check PACKAGE…</c>: all that is wrong with package files, and whether they say the same under other conditions.</summary>
internal sealed class CheckCommand : NukaCommand
{
    private readonly Argument<string[]> files = new("PACKAGE")
    {
        Description = "package files of one directory, or names of packages that came with nuka",
        Arity = ArgumentArity.OneOrMore,
    };

    internal CheckCommand(CommandEntry entry)
        : base(entry) => Syntax.Add(files);

    /// <inheritdoc/>
    internal override NameKind? NamesOf(Symbol symbol) => symbol == files ? NameKind.Own : null;

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka check ./jq.nu", "what the file must not do, and whether evaluating it twice gives the same"),
        new("nuka check packages/*.nu", "all of a directory"),
    ];

    /// <inheritdoc/>
    internal override string Details =>
        "Every file is judged, and everything that is wrong is told, not only the first. If nothing is, the packages and all that they name are evaluated twice: "
        + "the second time in another directory, as another user, with another environment and in another order. Nothing is built.";

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        PackageRooms packages = new(context, rooms, rooms.OpenStore());
        (string[] names, PackageSet set) = packages.FindAll(context.Value(files) ?? []);
        PackageCheck check = new(set, await packages.OpenEvaluatorAsync(), PackageRooms.Target);
        ImmutableArray<Problem> problems = await check.RunAsync([.. names.Select(name => (name, new NuonRecord([])))], context.Cancellation);
        if (context.Json)
        {
            context.WriteJsonArray(problems, (json, problem) =>
            {
                json.WriteStartObject();
                json.WriteString("code", problem.Code);
                json.WriteString("file", problem.Place?.File);
                json.WriteNumber("line", problem.Place?.Line ?? 0);
                json.WriteNumber("column", problem.Place?.Column ?? 0);
                json.WriteString("message", problem.Message);
                json.WriteEndObject();
            });
        }
        else
        {
            foreach (Problem problem in problems)
            {
                context.Show(problem);
            }

            context.Say(problems.Length switch
            {
                0 => names.Length == 1 ? $"{names[0]} says the same everywhere" : $"{names.Length} packages say the same everywhere",
                1 => "1 problem",
                _ => $"{problems.Length} problems",
            });
        }

        return problems.IsEmpty ? ExitCodes.Done : ExitCodes.Failed;
    }
}
