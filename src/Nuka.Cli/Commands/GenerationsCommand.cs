using System.Collections.Immutable;
using System.Globalization;
using Nuka.Build.Profiles;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;

namespace Nuka.Cli.Commands;

/// <summary><c>nuka generations</c>: the generations of the profile.</summary>
internal sealed class GenerationsCommand : NukaCommand
{
    internal GenerationsCommand(CommandEntry entry)
        : base(entry)
    {
    }

    /// <inheritdoc/>
    internal override ImmutableArray<Example> Examples { get; } =
    [
        new("nuka generations", "numbers, times, and what made them; * is the current one"),
        new("nuka generations --json", "for a program: a list of number, made, reason, packages and current"),
    ];

    /// <inheritdoc/>
    internal override Task<int> RunAsync(CommandContext context)
    {
        using Rooms rooms = new(context);
        Profile profile = rooms.OpenProfile(rooms.OpenStore());
        int? current = profile.CurrentNumber;
        Generation[] generations = [.. profile.Numbers.Select(profile.Read)];
        if (context.Json)
        {
            context.WriteJsonArray(generations, (json, generation) =>
            {
                json.WriteStartObject();
                json.WriteNumber("number", generation.Number);
                json.WriteString("made", generation.Made.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
                json.WriteString("reason", generation.Reason);
                json.WriteNumber("packages", generation.Packages.Count(package => package.IsAsked));
                json.WriteBoolean("current", generation.Number == current);
                json.WriteEndObject();
            });
            return Task.FromResult(ExitCodes.Done);
        }

        int width = generations.Select(generation => $"{generation.Number}".Length).DefaultIfEmpty().Max();
        foreach (Generation generation in generations)
        {
            string mark = generation.Number == current ? "*" : " ";
            string number = generation.Number.ToString(CultureInfo.InvariantCulture).PadLeft(width);
            string made = generation.Made.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
            context.Output.WriteLine(PrintableText.From($"{mark} {number}  {made}  {generation.Reason}"));
        }

        if (generations.Length == 0)
        {
            context.Say("nothing was ever installed");
        }

        return Task.FromResult(ExitCodes.Done);
    }
}
