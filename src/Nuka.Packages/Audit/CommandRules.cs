using System.Collections.Frozen;
using Nuka.Packages.Evaluation;

namespace Nuka.Packages.Audit;

/// <summary>Which commands and instructions a package may use while it is evaluated: what stands here and nothing else.</summary>
internal static class CommandRules
{
    /// <summary>The names in allowed.txt.</summary>
    internal static readonly FrozenSet<string> Commands = Names("allowed.txt");

    /// <summary>The names in built-in.txt: the commands that Nushell itself brings.</summary>
    internal static readonly FrozenSet<string> BuiltIns = Names("built-in.txt");

    /// <summary>The commands of the prelude that package files see.</summary>
    internal static readonly FrozenSet<string> Prelude = new[] { "fetch", "local", "lock", "with", "at", "service", "derivation" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The modules that a package may use: they are generated, or nuka's own.</summary>
    internal static readonly FrozenSet<string> Modules = new[] { "pkgs", "target" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>
    /// What Nushell's compiled blocks may do. Not among these: reading and setting variables of the environment (load-env, store-env) and writing to files
    /// (open-file, write-file, close-file).
    /// </summary>
    internal static readonly FrozenSet<string> Operations = new[]
    {
        "load-literal", "load-value", "move", "clone", "collect", "span", "drop", "drain", "drain-if-end", "try-collect", "load-variable", "store-variable", "drop-variable",
        "push-positional", "append-rest", "push-flag", "push-short-flag", "push-named", "push-short-named", "push-parser-info", "redirect-out", "redirect-err",
        "check-err-redirected", "call", "string-append", "glob-from", "list-push", "list-spread", "record-insert", "record-spread", "not", "binary-op",
        "follow-cell-path", "clone-cell-path", "upsert-cell-path", "jump", "branch-if", "branch-if-empty", "match", "check-match-guard", "iterate", "on-error",
        "on-error-into", "pop-error-handler", "return-early", "return", "finally", "pop-finally", "pop-finally-run",
    }.ToFrozenSet(StringComparer.Ordinal);

    private static FrozenSet<string> Names(string list) =>
        EvaluationSandbox.Resource(list).Split('\n').Where(line => line.Length > 0 && line[0] != '#').ToFrozenSet(StringComparer.Ordinal);
}
