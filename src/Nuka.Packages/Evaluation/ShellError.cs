using System.Globalization;
using System.Text.RegularExpressions;
using Nuka.Platform.Errors;

namespace Nuka.Packages.Evaluation;

/// <summary>Turns what Nushell says of a failure into an error at the author's own line.</summary>
internal static partial class ShellError
{
    /// <summary>What Nushell says when a module has not what a file takes from it.</summary>
    internal const string ExportNotFound = "Export not found";

    /// <summary>Reads the first error of Nushell's output.</summary>
    /// <param name="output">What it printed on its standard error, in the plain style.</param>
    /// <param name="source">The package file.</param>
    internal static Problem Read(string output, PackageSource source)
    {
        Match message = Message().Match(output);
        Match place = Place().Match(output);
        Match label = Label().Match(output);
        Match help = Help().Match(output);
        Problem problem = new("packages/failed", message.Success ? message.Groups[1].Value.Trim().TrimEnd('.') : "the package cannot be evaluated")
        {
            Reasons = label.Success ? [label.Groups[1].Value.Trim()] : message.Success ? [] : [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Take(3)],
            Hints = help.Success ? [help.Groups[1].Value.Trim()] : [],
        };
        if (!place.Success)
        {
            return problem with { Place = new Place(source.File) };
        }

        int line = int.Parse(place.Groups[1].Value, CultureInfo.InvariantCulture);
        int column = int.Parse(place.Groups[2].Value, CultureInfo.InvariantCulture);
        string? text = source.Text.Split('\n').ElementAtOrDefault(line - 1)?.TrimEnd('\r');
        return problem with { Place = new Place(source.File, line, column) { LineText = text?.Length <= 500 ? text : null } };
    }

    [GeneratedRegex(@"^\s*x (.+)$", RegexOptions.Multiline)]
    private static partial Regex Message();

    // Package files lie in directories with numbers, what nuka gives them does not.
    [GeneratedRegex(@",-\[/[^\]]*/\d+/[^\]/]*\.nu:(\d+):(\d+)\]")]
    private static partial Regex Place();

    [GeneratedRegex(@"^\s*:\s*`-- (.+)$", RegexOptions.Multiline)]
    private static partial Regex Label();

    [GeneratedRegex(@"^\s*help: (.+)$", RegexOptions.Multiline)]
    private static partial Regex Help();
}
