using System.Collections.Immutable;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Build.Outputs.Normal;

/// <summary>
/// Makes outputs fit to be trees: removes what has no place in one, puts a fixed value where a file holds a time or an owner, and refuses what a tree
/// cannot hold or must not. It works in place. Each change of what it does to bytes raises the epoch of the package identity.
/// </summary>
public static class OutputNormaliser
{
    /// <summary>Findings that an error names; the others are counted.</summary>
    private const int ShownFindings = 12;

    /// <summary>Normalises the outputs of one build. What is normal stays as it is: a second run changes nothing.</summary>
    /// <param name="outputs">The outputs; their files belong to the caller, and nothing runs any more that writes there.</param>
    /// <param name="cancellation">Ends the work between two files.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="NukaException">
    /// <c>build/odd-file</c>, <c>build/outside-prefix</c>, <c>build/thin-archive</c>, <c>build/unreadable-output</c>.
    /// </exception>
    public static ImmutableArray<OutputNotice> Run(IReadOnlyList<BuildOutput> outputs, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        List<OutputNotice> notices = [];
        OutputFindings findings = new();
        foreach (BuildOutput output in outputs)
        {
            Open(output);
            NormalisedOutput work = new(output, notices, findings);
            OutputWalk.Run(output, work.Visit, cancellation);
            work.Finish();
        }

        ThrowIfAny(findings.OddFiles, "build/odd-file", "the build's outputs hold what no tree can hold",
            "a tree holds files, directories and links; let the service make its sockets and pipes when it starts");
        ThrowIfAny(findings.Outside, "build/outside-prefix", "the build installed outside of /usr, /etc and /var",
            "configure with --prefix=/usr --sysconfdir=/etc --localstatedir=/var; programs belong in /usr/bin, also those for the administrator");
        ThrowIfAny(findings.ThinArchives, "build/thin-archive", "the build's outputs hold archives that only name their members",
            "the members stay behind in the build directory: make the archive without T   try: ar rcs LIBRARY.a OBJECT…");
        return [.. notices];
    }

    /// <summary>The output's own directory may have been closed as well.</summary>
    private static void Open(BuildOutput output)
    {
        try
        {
            using DirectoryHandle parent = DirectoryHandle.Open(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(output.Directory))!);
            parent.SetMode(System.Text.Encoding.UTF8.GetBytes(Path.GetFileName(Path.TrimEndingDirectorySeparator(output.Directory))), NormalisedOutput.DirectoryMode);
        }
        catch (FileError error)
        {
            throw new Problem("build/unreadable-output", $"cannot work on the output '{output.Name}' of the build")
            {
                Reasons = [error.Message],
                Hints = ["its directory must be there, and a directory: look for `rm` and `ln` in the build step"],
            }.ToException(error);
        }
    }

    private static void ThrowIfAny(List<string> findings, string code, string message, string hint)
    {
        if (findings.Count == 0)
        {
            return;
        }

        ImmutableArray<string> shown = [.. findings.Take(ShownFindings)];
        throw new Problem(code, message)
        {
            Reasons = findings.Count <= ShownFindings ? shown : [.. shown, $"and {findings.Count - ShownFindings} more"],
            Hints = [hint],
        }.ToException();
    }
}
