using System.Collections.Immutable;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Projects.Exec;

namespace Nuka.Cli.Commands;

/// <summary>Prints what <c>--dry-run</c> of a project's commands foresees: one package a line.</summary>
internal static class ForeseenPlan
{
    /// <summary>Prints it.</summary>
    /// <param name="context">The command's context.</param>
    /// <param name="packages">The packages, in join order.</param>
    internal static void Write(CommandContext context, ImmutableArray<ForeseenPackage> packages)
    {
        if (!context.Json)
        {
            foreach (ForeseenPackage package in packages)
            {
                context.Output.WriteLine(PrintableText.From($"{package.Name} {package.Version}"));
            }

            context.Say($"{Quantity.Count(packages.Length)} packages, {Quantity.Bytes(packages.Sum(package => package.SizeBytes))} of files; nothing was changed");
            return;
        }

        context.WriteJson(json =>
        {
            json.WriteStartArray();
            foreach (ForeseenPackage package in packages)
            {
                json.WriteStartObject();
                json.WriteString("name", package.Name);
                json.WriteString("version", package.Version);
                json.WriteNumber("size", package.SizeBytes);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }
}
