using System.Collections.Immutable;
using System.CommandLine;

namespace Nuka.Cli.Frame;

/// <summary>The words that describe a command's syntax; the help page, the manual and the reference all use these.</summary>
internal static class CommandUsage
{
    /// <summary>The usage: <c>nuka source add [OPTIONS] NAME URL</c>.</summary>
    internal static string Line(string words, Command? syntax, ImmutableArray<CommandEntry> choices)
    {
        IEnumerable<string> parts = [words, "[OPTIONS]"];
        if (choices.Length > 0)
        {
            return string.Join(' ', parts.Append("COMMAND"));
        }

        return string.Join(' ', parts.Concat(syntax!.Arguments.Where(argument => !argument.Hidden).Select(Shape)));
    }

    /// <summary>The arguments with what they mean.</summary>
    internal static IEnumerable<(string Term, string Meaning)> Arguments(Command? syntax) =>
        (syntax?.Arguments ?? []).Where(argument => !argument.Hidden).Select(argument => (argument.Name, argument.Description ?? string.Empty));

    /// <summary>The command's own options with what they mean.</summary>
    internal static IEnumerable<(string Term, string Meaning)> Options(Command? syntax) =>
        (syntax?.Options ?? []).Where(option => !option.Hidden).Select(Term);

    /// <summary>An option with all its names, its value, and what it means.</summary>
    internal static (string Term, string Meaning) Term(Option option)
    {
        IEnumerable<string> names = option.Aliases.Append(option.Name).OrderBy(name => name.Length).ThenBy(name => name, StringComparer.Ordinal);
        string value = TakesValue(option) ? " " + (option.HelpName ?? "VALUE") : string.Empty;
        return (string.Join(", ", names) + value, option.Description ?? string.Empty);
    }

    /// <summary>Whether an option takes a value.</summary>
    internal static bool TakesValue(Option option) => option.ValueType != typeof(bool) && option.Arity.MaximumNumberOfValues > 0;

    private static string Shape(Argument argument)
    {
        string name = argument.Arity.MaximumNumberOfValues > 1 ? argument.Name + "…" : argument.Name;
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
    }
}
