using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using Nuka.Platform.Errors;

namespace Nuka.Cli.Frame;

/// <summary>Turns what the parser found wrong into problems in our words.</summary>
internal static class UsageProblems
{
    /// <summary>The problem of a word that is no command, with the nearest that are.</summary>
    internal static UsageException UnknownCommand(CommandPath path)
    {
        string word = path.UnknownWord!;
        IEnumerable<string> near = Spelling.Nearest(word, path.Choices.Select(entry => entry.Name));
        return new UsageException(new Problem("cli/unknown-command", $"there is no command `{path.Words} {word}`")
        {
            Hints = Suggest(near.Select(name => $"{path.Words} {name}"), path),
        });
    }

    /// <summary>Throws for the first thing that is wrong with the words.</summary>
    /// <exception cref="UsageException">Something is.</exception>
    internal static void ThrowIfAny(CommandPath path, ParseResult parsed)
    {
        if (OptionsTakenAsArguments(path, parsed).Concat(parsed.UnmatchedTokens).FirstOrDefault() is { } unmatched)
        {
            throw new UsageException(Unmatched(unmatched, path));
        }

        if (parsed.GetResult(path.Options.Color) is { Tokens: [var color, ..] } && !GlobalOptions.ColorWords.Contains(color.Value))
        {
            throw BadValue($"`--color` takes {string.Join(", ", GlobalOptions.ColorWords)}, not `{color.Value}`", path);
        }

        foreach (ParseError error in parsed.Errors)
        {
            throw new UsageException(Describe(error, path));
        }

        if (path.Last is null)
        {
            throw new UsageException(new Problem("cli/missing-command", "no command was given") { Hints = ["try: nuka --help"] });
        }

        if (path.Last is { HasJson: false } && parsed.GetValue(path.Options.Json))
        {
            throw new UsageException(new Problem("cli/no-json", $"`{path.Words}` has no JSON to print")
            {
                Reasons = ["what it prints is a file as it is"],
                Hints = ["leave --json out"],
            });
        }
    }

    // The parser hands an unknown option to the next argument that is still free; only after `--` is that meant.
    private static IEnumerable<string> OptionsTakenAsArguments(CommandPath path, ParseResult parsed)
    {
        int literal = parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).Count();
        HashSet<string> before = [.. parsed.Tokens.Take(literal).Select(token => token.Value)];
        return (path.Last?.Syntax.Arguments ?? []).Where(argument => !argument.CaptureRemainingTokens)
            .SelectMany(argument => parsed.GetResult(argument)?.Tokens ?? [])
            .Select(token => token.Value)
            .Where(value => value.Length > 1 && value[0] == '-' && before.Contains(value));
    }

    private static Problem Unmatched(string word, CommandPath path)
    {
        if (!word.StartsWith('-') || word == "-")
        {
            return new Problem("cli/unexpected-argument", $"`{path.Words}` does not take the argument `{word}`") { Hints = Help(path) };
        }

        IEnumerable<string> known = path.Options.All.Concat(path.Last?.Syntax.Options ?? []).Select(option => option.Name);
        string name = word.Split('=')[0];
        return new Problem("cli/unknown-option", $"`{path.Words}` has no option `{name}`")
        {
            Hints = Suggest(Spelling.Nearest(name, known), path),
        };
    }

    private static Problem Describe(ParseError error, CommandPath path) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: 0 } option when option.Option.Arity.MinimumNumberOfValues > 0 =>
            new Problem("cli/missing-value",
                $"`{option.IdentifierToken?.Value ?? option.Option.Name}` needs a value: {option.Option.HelpName}") { Hints = Help(path) },
        ArgumentResult { Tokens.Count: 0 } argument when argument.Argument.Arity.MinimumNumberOfValues > 0 =>
            new Problem("cli/missing-argument", $"`{path.Words}` needs {argument.Argument.Name}") { Hints = Help(path) },
        CommandResult command when command.Command.Arguments.FirstOrDefault(argument =>
            argument.Arity.MinimumNumberOfValues > (command.GetResult(argument)?.Tokens.Count ?? 0)) is { } missing =>
            new Problem("cli/missing-argument", $"`{path.Words}` needs {missing.Name}") { Hints = Help(path) },
        _ => BadValue(LowerFirst(error.Message.TrimEnd('.')), path).Problem,
    };

    private static UsageException BadValue(string message, CommandPath path) => new(new Problem("cli/bad-value", message) { Hints = Help(path) });

    private static string LowerFirst(string text) => text.Length > 1 && char.IsLower(text[1]) ? char.ToLowerInvariant(text[0]) + text[1..] : text;

    private static ImmutableArray<string> Help(CommandPath path) => [$"try: {path.Words} --help"];

    private static ImmutableArray<string> Suggest(IEnumerable<string> near, CommandPath path)
    {
        string[] names = [.. near.Select(name => $"`{name}`")];
        return names.Length == 0 ? Help(path) : [$"did you mean {string.Join(" or ", names)}?", .. Help(path)];
    }
}
