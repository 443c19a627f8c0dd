using System.Collections.Immutable;
using System.CommandLine;
using Nuka.Cli.Completions;

namespace Nuka.Cli.Frame;

/// <summary>
/// One command of the command line. A subclass declares options and arguments as fields, adds them to <see cref="Syntax"/> in its constructor,
/// asks a room in <see cref="RunAsync"/> and prints. It lies in <c>Commands/</c>, one file a command, and has a row in its parent's table.
/// </summary>
internal abstract class NukaCommand
{
    /// <summary>Begins the command that a table row names.</summary>
    protected NukaCommand(CommandEntry entry) => Syntax = new Command(entry.Name, entry.Summary);

    /// <summary>The options and arguments, for the parser, the help page, the completions and the manual alike.</summary>
    internal Command Syntax { get; }

    /// <summary>At least two examples for the help page.</summary>
    internal abstract ImmutableArray<Example> Examples { get; }

    /// <summary>The commands below this one; a command with children does nothing itself.</summary>
    internal virtual ImmutableArray<CommandEntry> Children => [];

    /// <summary>A paragraph for the help page, the manual and the reference, where one line does not say enough; may be empty.</summary>
    internal virtual string Details => string.Empty;

    /// <summary>The exit code of a failure: 1, or 125 for commands that hand on another program's code.</summary>
    internal virtual int FailureExitCode => ExitCodes.Failed;

    /// <summary>The exit code of one failure, where a command tells failures apart.</summary>
    internal virtual int ExitCodeOf(Platform.Errors.Problem problem) => FailureExitCode;

    /// <summary>Whether what follows its options is another program's command line, handed on untouched.</summary>
    internal virtual bool TakesCommand => false;

    /// <summary>Whether its result can be JSON; where it is a file as it is, <c>--json</c> is refused.</summary>
    internal virtual bool HasJson => true;

    /// <summary>The names that one of its options or arguments takes, for the completions; <see langword="null"/>: none that nuka knows.</summary>
    internal virtual NameKind? NamesOf(Symbol symbol) => null;

    /// <summary>Does it.</summary>
    /// <param name="context">Everything from outside, and the parsed values.</param>
    /// <returns>The exit code.</returns>
    /// <exception cref="Platform.Errors.NukaException">It could not be done; the frame renders the problem.</exception>
    internal abstract Task<int> RunAsync(CommandContext context);
}
