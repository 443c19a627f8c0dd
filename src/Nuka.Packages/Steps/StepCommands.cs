using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Files;

namespace Nuka.Packages.Steps;

/// <summary>
/// The commands that build steps have beside Nushell's own (specs/pir.md). A build sees those that its step names, and those that they name; only these stand in
/// the identity of a package, so that no other language's command rebuilds it. Comments belong to none.
/// </summary>
public static partial class StepCommands
{
    private static readonly string Text = EmbeddedFile.ReadText(typeof(StepCommands).Assembly, "steps.nu");

    private static readonly ImmutableArray<Command> Commands = [.. Definition().Matches(Text).Select(match => new Command(match.Groups["name"].Value, match.Value))];

    /// <summary>The content id of all commands, with what is said of them.</summary>
    public static Cid AllCid => CidOf(Text);

    /// <summary>The names of all commands.</summary>
    public static IEnumerable<string> Names => Commands.Select(command => command.Name);

    /// <summary>The Nushell module of the commands that a build step may call.</summary>
    /// <param name="step">The text of the step.</param>
    public static string For(string step)
    {
        ArgumentNullException.ThrowIfNull(step);
        HashSet<string> called = [];
        Stack<string> waiting = new([step]);
        while (waiting.TryPop(out string? text))
        {
            HashSet<string> words = [.. Word().Matches(text).Select(match => match.Value)];
            foreach (Command command in Commands.Where(command => words.Contains(command.Name) && called.Add(command.Name)))
            {
                waiting.Push(command.Text);
            }
        }

        return string.Concat(Commands.Where(command => called.Contains(command.Name)).Select(command => command.Text));
    }

    /// <summary>The content id of that module.</summary>
    /// <param name="step">The text of the step.</param>
    public static Cid CidFor(string step) => CidOf(For(step));

    private static Cid CidOf(string text) => new(ContentKind.Blob, Blake3.Hash(Encoding.UTF8.GetBytes(text)));

    // A definition begins a line and ends with the first brace that is a line's first letter.
    [GeneratedRegex(@"^(?:export )?def (?:--\w+ )*(?<name>[a-z][a-z0-9-]*) .*?^}\n", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Definition();

    [GeneratedRegex("[A-Za-z0-9_-]+", RegexOptions.CultureInvariant)]
    private static partial Regex Word();

    private sealed record Command(string Name, string Text);
}
