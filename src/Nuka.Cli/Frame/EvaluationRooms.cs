using Nuka.Environments.Exec;
using Nuka.Packages;
using Nuka.Packages.Evaluation;
using Nuka.Packages.Shell;
using Nuka.Platform.Errors;
using Nuka.Store;

namespace Nuka.Cli.Frame;

/// <summary>Opens what evaluates package files.</summary>
/// <param name="context">The command's context.</param>
/// <param name="rooms">The rooms that all commands share.</param>
/// <param name="store">The store.</param>
internal sealed class EvaluationRooms(CommandContext context, Rooms rooms, ContentStore store)
{
    private const string Ending = ".nu";

    /// <summary>This machine's platform, at the level that every processor of its architecture has.</summary>
    internal static PackageTarget Target => new PackageTarget("linux", Rooms.Architecture == "amd64" ? "x86_64" : "aarch64", "").Lowest;

    /// <summary>Finds a package by the path of its file.</summary>
    /// <param name="written">What a person wrote.</param>
    /// <exception cref="NukaException"><c>packages/no-package-file</c>, <c>packages/no-set</c>.</exception>
    internal (string Name, PackageSet Set) Find(string written)
    {
        string path = context.FullPath(written);
        string name = Path.GetFileName(path);
        return name.EndsWith(Ending, StringComparison.Ordinal) && PackageSource.IsName(name[..^Ending.Length])
            ? (name[..^Ending.Length], new PackageSet(Path.GetDirectoryName(path)!))
            : throw new Problem("packages/no-package-file", $"`{written}` is not the name of a package file")
            {
                Reasons = ["its name is that of the package, in small letters, digits, `-` and `_`, and `.nu`"],
                Hints = ["try: ./NAME.nu"],
            }.ToException();
    }

    /// <summary>The programs that evaluating takes; gets Nushell if it is not there. <c>NUKA_NU</c> names it elsewhere.</summary>
    internal async Task<EvaluatorTools> ToolsAsync()
    {
        string? own = context.Environment.GetValueOrDefault("NUKA_NU");
        string nushell = string.IsNullOrEmpty(own) ? await Nushell.GetAsync(store, rooms.MakeNpmRegistry(rooms.MakeFetcher()), context.Cancellation) : context.FullPath(own);
        if (!string.IsNullOrEmpty(own))
        {
            Nushell.Verify(nushell);
        }

        SandboxTools tools = rooms.SandboxTools;
        return new EvaluatorTools(nushell, tools.Launcher, tools.Bubblewrap, rooms.WorkDirectory);
    }
}
