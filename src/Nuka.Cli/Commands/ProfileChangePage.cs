using System.Collections.Immutable;
using System.Text.Json;
using Nuka.Build.Profiles;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;

namespace Nuka.Cli.Commands;

/// <summary>Makes a planned change of the profile, or only foresees it, and prints it: a line for each package that comes, goes or changes.</summary>
internal static class ProfileChangePage
{
    /// <summary>Makes it, unless nothing is to be changed.</summary>
    /// <param name="context">The command's context.</param>
    /// <param name="profile">The profile.</param>
    /// <param name="change">What is planned.</param>
    /// <param name="exposure">How programs are shown.</param>
    internal static void Apply(CommandContext context, Profile profile, ProfileChange change, IProgramExposure exposure)
    {
        int? number = null;
        ImmutableArray<string> hidden;
        if (context.DryRun)
        {
            hidden = profile.Check(change, exposure, context.Cancellation);
        }
        else
        {
            (Generation generation, hidden) = profile.Apply(change, exposure, context.Cancellation);
            number = generation.Number;
        }

        if (context.Json)
        {
            context.WriteJson(json => Write(json, change, number));
        }
        else
        {
            Write(context, change);
        }

        foreach (string line in hidden)
        {
            context.Say(PrintableText.From($"not shown: {line}"));
        }

        context.Say(number is null ? "nothing was changed" : $"generation {number} is current");
    }

    private static void Write(CommandContext context, ProfileChange change)
    {
        foreach (InstalledPackage package in change.Removed)
        {
            context.Output.WriteLine(PrintableText.From($"- {package.Name} {package.Version}"));
        }

        foreach ((InstalledPackage before, InstalledPackage after) in change.Replaced)
        {
            context.Output.WriteLine(PrintableText.From($"~ {after.Name} {before.Version} -> {after.Version}"));
        }

        foreach (InstalledPackage package in change.Added)
        {
            context.Output.WriteLine(PrintableText.From($"+ {package.Name} {package.Version}"));
        }
    }

    private static void Write(Utf8JsonWriter json, ProfileChange change, int? number)
    {
        json.WriteStartObject();
        if (number is { } made)
        {
            json.WriteNumber("generation", made);
        }
        else
        {
            json.WriteNull("generation");
        }

        foreach ((string name, IEnumerable<InstalledPackage> packages) in new[]
        {
            ("removed", change.Removed), ("replaced", change.Replaced.Select(pair => pair.After)), ("added", change.Added),
        })
        {
            json.WriteStartArray(name);
            foreach (InstalledPackage package in packages)
            {
                json.WriteStartObject();
                json.WriteString("name", package.Name);
                json.WriteString("version", package.Version);
                json.WriteString("pid", package.Pid.ToString());
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
