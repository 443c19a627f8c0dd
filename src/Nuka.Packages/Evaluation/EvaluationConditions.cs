using System.Collections.Immutable;

namespace Nuka.Packages.Evaluation;

/// <summary>What surrounds an evaluation and must not show in what comes out.</summary>
internal sealed record EvaluationConditions
{
    /// <summary>The usual ones.</summary>
    internal static EvaluationConditions Usual { get; } = new();

    /// <summary>As different as they can be: what differs between the two in a draft came from outside the package.</summary>
    internal static EvaluationConditions Other => new()
    {
        Directory = "/elsewhere/packages of another machine",
        HostName = "another",
        UserId = 1000,
        Variables = ImmutableSortedDictionary.CreateRange(
            StringComparer.Ordinal,
            new Dictionary<string, string>
            {
                ["HOME"] = "/home/another", ["TZ"] = "<+1245>-12:45", ["LANG"] = "tr_TR.UTF-8", ["LC_ALL"] = "tr_TR.UTF-8", ["USER"] = "another", ["PATH"] = "/elsewhere",
                ["NU_LOG_LEVEL"] = "error", ["SOURCE_DATE_EPOCH"] = "1",
            }),
        Filler = string.Concat(Enumerable.Range(0, 7).Select(number => $"def \"nuka filler {number}\" [] {{ [1 2] | each {{|x| $x + {number} }} | where $it > 1 }}\n")),
        IsReversed = true,
    };

    /// <summary>Where the package files are seen.</summary>
    internal string Directory { get; private init; } = "/pkg";

    /// <summary>The name of the machine.</summary>
    internal string HostName { get; private init; } = "nuka";

    /// <summary>The user and the group.</summary>
    internal uint UserId { get; private init; } = 65534;

    /// <summary>The environment.</summary>
    internal ImmutableSortedDictionary<string, string> Variables { get; private init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal).Add("HOME", "/homeless").Add("TZ", "UTC0");

    /// <summary>What stands before everything else: it moves Nushell's numbers and places.</summary>
    internal string Filler { get; private init; } = "";

    /// <summary>Whether files and names come in the opposite order.</summary>
    internal bool IsReversed { get; private init; }
}
