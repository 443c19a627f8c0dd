using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Nuka.Projects.Discovery;
using Nuka.Projects.Discovery.Known;

namespace Nuka.Projects.Learning;

/// <summary>Reads in the output of a command that failed what it was missing.</summary>
internal static partial class FailureReader
{
    /// <summary>Lines that are looked at, from the end: a build that fails says why in its last lines, and may have said much before.</summary>
    public const int MostLines = 20_000;

    private const int LongestLine = 2_000;
    private const int LongestToken = 160;

    /// <summary>Reads.</summary>
    /// <param name="output">What the command printed.</param>
    /// <param name="command">Its words.</param>
    /// <returns>Needs of <see cref="NeedOrigin.Failure"/>, each once, in the order of their first lines.</returns>
    public static ImmutableArray<Need> Find(string output, IReadOnlyList<string> command)
    {
        NeedSink sink = new(KnownRows.Own);
        string source = $"({string.Join(' ', command)})";
        foreach (string raw in output.Split('\n').TakeLast(MostLines).Where(line => line.Length <= LongestLine))
        {
            string line = Colour().Replace(raw, string.Empty).TrimEnd();
            string token = line.Trim();
            Evidence evidence = new(source, 0, token.Length <= LongestToken ? token : token[..LongestToken]);
            foreach (FailurePattern pattern in FailurePatterns.All)
            {
                if (pattern.Text.Match(line) is { Success: true } match)
                {
                    Add(pattern, match, evidence, sink);
                }
            }
        }

        return [.. sink.Needs.DistinctBy(need => need.Key).Select(need => need with { Origin = NeedOrigin.Failure, Optional = false })];
    }

    private static void Add(FailurePattern pattern, Match match, Evidence evidence, NeedSink sink)
    {
        if (pattern.Always is { } always)
        {
            sink.AddPrinted(always, evidence, origin: NeedOrigin.Failure);
            return;
        }

        string name = match.Groups["x"].Value;
        if (pattern.Known is not { } table || !sink.AddKnown(table, name, evidence))
        {
            sink.Add(pattern.Kind, name, evidence, origin: NeedOrigin.Failure);
        }
    }

    [GeneratedRegex(@"\x1B\[[0-9;]*[A-Za-z]", RegexOptions.CultureInvariant)]
    private static partial Regex Colour();
}
