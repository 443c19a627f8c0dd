using System.Collections.Immutable;
using Nuka.Cli.Commands;

namespace Nuka.Cli.Frame;

/// <summary>The commands that stand directly after <c>nuka</c>, in the order of the help page. A command is added by one row here and one file in
/// Commands/.</summary>
internal static class CommandTable
{
    /// <summary>The rows.</summary>
    internal static ImmutableArray<CommandEntry> Entries { get; } =
    [
        new("exec", "Run a program of this project in the system it needs", entry => new ExecCommand(entry)),
        new("shell", "Open a shell in this project's environment", entry => new ExecCommand(entry)),
        new("add", "Name packages in this project's manifest, and lock them", entry => new AddCommand(entry)),
        new("remove", "Name packages no more, and lock without them", entry => new AddCommand(entry)),
        new("lock", "Find what this project needs and write its lock", entry => new LockCommand(entry)),
        new("update", "Choose newer versions for this project's lock", entry => new LockCommand(entry)),
        new("outdated", "Show what the sources have newer than this project's lock", entry => new OutdatedCommand(entry)),
        new("why", "Show what asked for a package, and who signed what it came of", entry => new WhyCommand(entry)),
        new("grant", "Grant what this project's manifest requests", entry => new GrantCommand(entry)),
        new("env", "Print this project's environment, for editors", entry => new EnvCommand(entry)),
        new("build", "Build a package and all that it is made from", entry => new BuildCommand(entry)),
        new("log", "Show what builds printed, and search it", entry => new LogCommand(entry)),
        new("eval", "Evaluate a package file, and print what it is made from", entry => new EvalCommand(entry)),
        new("check", "Say all that is wrong with package files", entry => new CheckCommand(entry)),
        new("repl", "Open Nushell as package files see it", entry => new ReplCommand(entry)),
        new("install", "Build packages, and show them in your profile", entry => new InstallCommand(entry)),
        new("uninstall", "Remove packages from your profile", entry => new UninstallCommand(entry)),
        new("list", "Show what is installed in your profile", entry => new ListCommand(entry)),
        new("rollback", "Go back to an earlier generation of your profile", entry => new RollbackCommand(entry)),
        new("generations", "Show the generations of your profile", entry => new GenerationsCommand(entry)),
        new("shell-setup", "Print what a shell needs to find what is installed", entry => new ShellSetupCommand(entry)),
        new("key", "Show the own key, and say whose signatures count", KeyCommands.Group),
        new("export", "Write what was built for worlds without nuka", ExportCommands.Group),
        new("store", "Look into the store of files and trees, and keep it sound", entry => new StoreCommand(entry)),
        new("gc", "Remove from the store what nothing needs any more", entry => new GcCommand(entry)),
        new("why-alive", "Say what keeps a tree or a file in the store", entry => new WhyAliveCommand(entry)),
        new("search", "Find packages by words", entry => new SearchCommand(entry)),
        new("info", "Show what is known of a package, of nuka or of the archives", entry => new InfoCommand(entry)),
        new("files", "Show the paths that a package holds", entry => new FilesCommand(entry)),
        new("owns", "Show which packages hold a path", entry => new OwnsCommand(entry)),
        new("runtime", "Show the named runtimes that environments are built on", RuntimeCommands.Group),
        new("source", "Show, add and update the archives that packages come from", SourceCommands.Group),
        new("doctor", "Check what this machine can do, and say how to cure what is missing", entry => new DoctorCommand(entry)),
        new("explain", "Say the cause and the cure of an error", entry => new ExplainCommand(entry)),
        new("completions", "Print the completions for a shell", entry => new CompletionsCommand(entry)),
    ];

    /// <summary>Commands that only nuka's own scripts call: they run like any other, and no page lists them.</summary>
    internal static ImmutableArray<CommandEntry> Hidden { get; } =
    [
        new("complete", "Print the names that a shell can complete a word to", entry => new CompleteCommand(entry)),
    ];
}
