using System.Collections.Immutable;
using System.Text.Json;
using Nuka.Cli.Diagnosis;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka doctor</c>: what this machine can do and what is missing, each with its cure.</summary>
internal sealed class DoctorCommand : NukaCommand
{
    internal DoctorCommand(CommandEntry entry)
        : base(entry)
    {
    }

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka doctor", "look at everything"),
        new("nuka doctor --json", "the same for a program: a list of part, name, standing, detail and cure"),
    ];

    /// <inheritdoc/>
    internal override string Details =>
        "Each thing is tried where it can be tried, and nothing is changed. The exit code is 1 if something is missing that nuka needs.";

    /// <inheritdoc/>
    internal override async Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        Finding[] findings =
        [
            .. MachineChecks.Run(rooms.Host.CertificateBundle),
            .. ProgramChecks.Run(rooms),
            .. await SandboxChecks.RunAsync(rooms, context),
            .. StateChecks.Run(rooms),
            .. SourceChecks.Run(rooms, context),
        ];
        if (context.Json)
        {
            context.WriteJson(json => WriteJson(json, findings));
        }
        else
        {
            WriteText(context, findings);
        }

        return findings.Any(finding => finding.Standing == Standing.Missing) ? ExitCodes.Failed : ExitCodes.Done;
    }

    private static void WriteText(CommandContext context, Finding[] findings)
    {
        var palette = new Palette(context.ColorOnOutput);
        int width = findings.Max(finding => finding.Name.Length);
        foreach (IGrouping<string, Finding> part in findings.GroupBy(finding => finding.Part))
        {
            context.Output.WriteLine(palette.Paint(Style.Bold, part.Key));
            foreach (Finding finding in part)
            {
                string mark = Mark(palette, finding.Standing);
                context.Output.WriteLine($"  {mark}  {finding.Name.PadRight(width)}  {PrintableText.From(finding.Detail)}");
                if (finding.Cure is not null)
                {
                    context.Output.WriteLine($"{new string(' ', width + 10)}{palette.Paint(Style.Aside,
                        "cure:")} {PrintableText.From(finding.Cure)}");
                }
            }
        }

        int missing = findings.Count(finding => finding.Standing == Standing.Missing);
        int reduced = findings.Count(finding => finding.Standing == Standing.Reduced);
        context.Output.WriteLine(missing > 0 ? $"{missing} missing, {reduced} reduced" : reduced > 0 ? $"ready; {reduced} reduced" : "ready");
    }

    private static string Mark(Palette palette, Standing standing) => standing switch
    {
        Standing.Works => palette.Paint(Style.Good, "  ok"),
        Standing.Reduced => palette.Paint(Style.Warning, "less"),
        _ => palette.Paint(Style.Error, "  NO"),
    };

    private static void WriteJson(Utf8JsonWriter json, Finding[] findings)
    {
        json.WriteStartArray();
        foreach (Finding finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("part", finding.Part);
            json.WriteString("name", finding.Name);
            json.WriteString("standing", Word(finding.Standing));
            json.WriteString("detail", finding.Detail);
            if (finding.Cure is not null)
            {
                json.WriteString("cure", finding.Cure);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Word(Standing standing) => standing switch
    {
        Standing.Works => "works",
        Standing.Reduced => "reduced",
        _ => "missing",
    };
}
