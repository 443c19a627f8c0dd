namespace Nuka.Cli.Frame;

/// <summary>One row of a table of commands: enough to list a command without making it, so that a start pays for one command only.</summary>
/// <param name="Name">The word that is typed.</param>
/// <param name="Summary">One line: what it does, starting with a verb, without a final period.</param>
/// <param name="Create">Makes the command.</param>
internal sealed record CommandEntry(string Name, string Summary, Func<CommandEntry, NukaCommand> Create);
