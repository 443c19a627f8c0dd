using System.Text.Json;
using Nuka.Cli.Frame;
using Nuka.Packages.Identity;

namespace Nuka.Cli.Output;

/// <summary>Packages as a command with <c>--dry-run</c> tells them.</summary>
internal static class ForeseenPackages
{
    /// <summary>Writes one as JSON.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="package">The package.</param>
    internal static void WriteJson(Utf8JsonWriter json, PackageIr package)
    {
        json.WriteStartObject();
        json.WriteString("name", package.Name);
        json.WriteString("version", package.Version);
        json.WriteString("pid", package.Pid.ToString());
        json.WriteString("level", package.Level);
        json.WriteEndObject();
    }

    /// <summary>Prints those that a command would add, one on a line.</summary>
    /// <param name="context">The command.</param>
    /// <param name="packages">The packages.</param>
    /// <param name="nothing">What the command did not do.</param>
    internal static void Print(CommandContext context, IEnumerable<PackageIr> packages, string nothing)
    {
        foreach (PackageIr package in packages)
        {
            string level = package.Level == PackageRooms.Target.Level ? "" : $"  ({package.Level})";
            context.Output.WriteLine(PrintableText.From($"+ {package.Name} {package.Version}{level}"));
        }

        context.Say(nothing);
    }
}
