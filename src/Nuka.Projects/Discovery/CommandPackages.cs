using Nuka.Projects.Discovery.Files;
using Nuka.Projects.Discovery.Npm;
using Nuka.Projects.Locks;

namespace Nuka.Projects.Discovery;

/// <summary>
/// Packages that a command of npm, pnpm, yarn, cargo, gem or bundler is to install: no file of the project names them yet, and building them
/// needs what it would need if one did.
/// </summary>
internal static class CommandPackages
{
    private static readonly (string Program, string Table, string[] Verbs)[] Managers =
    [
        ("npm", "npm", ["install", "i", "add"]),
        ("pnpm", "npm", ["install", "i", "add"]),
        ("yarn", "npm", ["add"]),
        ("cargo", "crate", ["add", "install"]),
        ("gem", "gem", ["install"]),
        ("bundle", "gem", ["add"]),
    ];

    /// <summary>Finds what they need; it counts as named by the command.</summary>
    /// <param name="files">The project.</param>
    /// <param name="request">The project and the command.</param>
    /// <param name="sink">Where needs go.</param>
    /// <param name="cancellationToken">Stops the wait for packages.</param>
    public static async Task FindAsync(SourceFiles files, ScanRequest request, NeedSink sink, CancellationToken cancellationToken)
    {
        string[] words = [.. request.Command];
        string verb = words.Skip(1).FirstOrDefault(word => !word.StartsWith('-')) ?? string.Empty;
        string? table = Array.Find(Managers, manager => words.Length > 0 && manager.Program == words[0] && manager.Verbs.Contains(verb, StringComparer.Ordinal)).Table;
        if (table is null)
        {
            return;
        }

        sink.ForCommand = true;
        List<NpmCandidate> candidates = [];
        foreach (string word in words.SkipWhile(word => word != verb).Skip(1).Where(IsName))
        {
            int at = word.LastIndexOf('@');
            (string name, string version) = at > 0 ? (word[..at], word[(at + 1)..]) : (word, string.Empty);
            Evidence evidence = new(LockRequest.CommandFile, 0, $"{words[0]} {verb} {word}");
            if (table == "npm")
            {
                candidates.Add(new NpmCandidate(name, version, null, evidence));
            }
            else
            {
                AddKnown(table, name, evidence, sink);
            }
        }

        await new NpmFinder(files, sink, request.NpmRegistry, request.Architecture).FindNamedAsync(candidates, cancellationToken);
        sink.ForCommand = false;
    }

    private static void AddKnown(string table, string name, Evidence evidence, NeedSink sink)
    {
        // What a crate binds is mostly a crate of its own behind it.
        string? known = ((string[])[name, $"{name}-sys"]).FirstOrDefault(one => sink.Known.Find(table, one) is { Needs.IsEmpty: false });
        if (known is null)
        {
            return;
        }

        sink.AddKnown(table, known, evidence);
        if (table == "gem")
        {
            sink.AddKnown("tool", "ruby-extension", evidence);
        }

        if (sink.Known.Find(table, known)!.Needs.Any(need => need.StartsWith("pc:", StringComparison.Ordinal)))
        {
            sink.Add(NeedKind.Program, "pkg-config", evidence);
        }
    }

    // Neither an option nor a path, an address or a place at a forge.
    private static bool IsName(string word) =>
        word.Length > 0 && word[0] is not ('-' or '.' or '/' or '~') && !word.Contains(':', StringComparison.Ordinal)
        && (word[0] == '@' || !word.Contains('/', StringComparison.Ordinal));
}
