using System.Collections.Immutable;

namespace Nuka.Scenarios;

/// <summary>A scenario as its file says it.</summary>
internal sealed record Scenario(
    ImmutableArray<string> Accounts, ImmutableArray<string> Needs, int Seconds, ImmutableArray<(string Name, string Text)> Files,
        ImmutableArray<ScenarioStep> Steps)
{
    private const string Commands = "commands";
    private const int DefaultSeconds = 60;

    /// <summary>Reads a scenario.</summary>
    /// <exception cref="FormatException">The file is not as README.md says.</exception>
    internal static Scenario Parse(string text)
    {
        string[] parts = ("\n" + text).Split("\n--- ");
        Dictionary<string, string> head = parts[0].Split('\n').Select(line => line.Split(": ", 2)).Where(IsSetting)
            .ToDictionary(pair => pair[0], pair => pair[1]);
        (string Name, string Text)[] files =
            [.. parts.Skip(1).Select(part => part.Split('\n', 2)).Select(pair => (pair[0].Trim(), pair.Length > 1 ? pair[1] : ""))];
        string commands = files.SingleOrDefault(file => file.Name == Commands).Text ?? throw new FormatException("there are no commands");
        return new Scenario(
            Words(head, "as"),
            Words(head, "needs"),
            head.TryGetValue("seconds", out string? seconds) ? int.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture) : DefaultSeconds,
            [.. files.Where(file => file.Name != Commands).Select(file => (file.Name, file.Text.EndsWith('\n') ? file.Text : file.Text + "\n"))],
            ParseSteps(commands));
    }

    private static bool IsSetting(string[] pair) => pair is ["as" or "needs" or "seconds", _];

    private static ImmutableArray<string> Words(Dictionary<string, string> head, string name) =>
        head.TryGetValue(name, out string? words) ? [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries)] : [];

    private static ImmutableArray<ScenarioStep> ParseSteps(string commands)
    {
        var steps = ImmutableArray.CreateBuilder<ScenarioStep>();
        foreach (string line in commands.Split('\n').Where(line => line.Length > 0 && line[0] != '#'))
        {
            if (line.StartsWith("$ ", StringComparison.Ordinal))
            {
                steps.Add(new ScenarioStep(line[2..], [], [], 0));
                continue;
            }

            ScenarioStep last = steps.Count > 0 ? steps[^1] : throw new FormatException($"`{line}` stands before the first command");
            steps[^1] = line.Split(' ', 2) switch
            {
                [">", var text] => last with { Output = last.Output.Add(text) },
                [">"] => last with { Output = last.Output.Add("") },
                ["!", var text] => last with { Error = last.Error.Add(text) },
                ["!"] => last with { Error = last.Error.Add("") },
                ["exit", var code] => last with { ExitCode = int.Parse(code, System.Globalization.CultureInfo.InvariantCulture) },
                _ => throw new FormatException($"`{line}` is neither a command nor what one should print"),
            };
        }

        return steps.Count > 0 ? steps.ToImmutable() : throw new FormatException("there are no commands");
    }
}
