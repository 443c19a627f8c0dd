using System.CommandLine;
using System.CommandLine.Parsing;

namespace Nuka.Cli.Frame;

/// <summary>How one run talks: how much, and in colour or not. Known before anything can fail, so that every failure is shown in it.</summary>
/// <param name="Verbosity">How much is said.</param>
/// <param name="ColorOnError">Whether talk is coloured.</param>
/// <param name="ColorOnOutput">Whether data printed for people (help pages, tables) is coloured.</param>
internal sealed record Manner(Verbosity Verbosity, bool ColorOnError, bool ColorOnOutput)
{
    /// <summary>Reads the manner off the parsed words and the environment.</summary>
    internal static Manner From(GlobalOptions options, ParseResult parsed, Host host)
    {
        int verbose = parsed.GetResult(options.Verbose) is { } result ? result.IdentifierTokenCount : 0;
        Verbosity verbosity = Counts(parsed, options.Quiet) ? Verbosity.Quiet
            : (Verbosity)Math.Min((int)Verbosity.Normal + verbose, (int)Verbosity.Trace);
        string color = WordOf(parsed, options.Color) ?? "auto";
        bool plain = host.Environment.GetValueOrDefault("NO_COLOR", string.Empty).Length > 0
            || host.Environment.GetValueOrDefault("TERM", string.Empty) == "dumb";
        return new Manner(
            verbosity,
            color == "always" || (color != "never" && !plain && host.TerminalColumns() > 0),
            color == "always" || (color != "never" && !plain && host.OutputIsTerminal));
    }

    private static bool Counts(ParseResult parsed, Option option) => parsed.GetResult(option) is { IdentifierTokenCount: > 0 };

    // Asked before errors are looked at: a missing value must not throw here.
    private static string? WordOf(ParseResult parsed, Option option) =>
        parsed.GetResult(option) is { Tokens: [var token, ..] } ? token.Value : null;
}
