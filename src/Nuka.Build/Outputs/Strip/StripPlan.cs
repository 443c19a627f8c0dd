using System.Collections.Immutable;
using System.Text;
using Nuka.Build.Outputs.Normal;
using Nuka.Platform.Files;

namespace Nuka.Build.Outputs.Strip;

/// <summary>
/// What is to be stripped of outputs, and how: programs of all symbols, libraries of those that nobody can refer to, objects and static libraries of their
/// debugging information. Left as they are: kernel modules, objects for link-time optimisation, programs with something appended, other machines' files,
/// and separate debugging information. A change of this policy raises the epoch of the package identity.
/// </summary>
/// <param name="Steps">The calls, each with a bounded number of files.</param>
/// <param name="Notices">Files that look as if they could be stripped and are not, with the reason.</param>
public sealed record StripPlan(ImmutableArray<StripStep> Steps, ImmutableArray<OutputNotice> Notices)
{
    /// <summary>e_machine of x86-64: gABI and psABI.</summary>
    public const int MachineX8664 = 62;

    /// <summary>e_machine of AArch64.</summary>
    public const int MachineArm64 = 183;

    /// <summary>Files of one call: paths may have 4095 bytes, and Linux takes 2 MiB of arguments.</summary>
    private const int FilesOfStep = 200;

    /// <summary>Plans the stripping of a build's outputs.</summary>
    /// <param name="outputs">The outputs, normalised.</param>
    /// <param name="machine">The machine that was built for (e_machine); its <c>strip</c> knows no other.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <exception cref="Nuka.Platform.Errors.NukaException"><c>build/unreadable-output</c>.</exception>
    public static StripPlan Of(IReadOnlyList<BuildOutput> outputs, int machine, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        List<StripStep> steps = [];
        List<OutputNotice> notices = [];
        foreach (BuildOutput output in outputs)
        {
            SortedDictionary<StripKind, List<string>> files = [];
            OutputWalk.Run(output, entry => Visit(output, entry, machine, files, notices), cancellation);
            foreach ((StripKind kind, List<string> paths) in files)
            {
                steps.AddRange(paths.Chunk(FilesOfStep).Select(chunk => new StripStep(output.Name, ArgumentsOf(kind), [.. chunk])));
            }
        }

        return new StripPlan([.. steps], [.. notices]);
    }

    private static void Visit(
        BuildOutput output, OutputEntry entry, int machine, SortedDictionary<StripKind, List<string>> files, List<OutputNotice> notices)
    {
        if (entry.Status.Kind != FileKind.File || entry.Path.AsSpan().StartsWith("usr/lib/debug/"u8))
        {
            return;
        }

        (StripKind kind, string? why) = StripJudge.Judge(entry, machine);
        string path = Encoding.UTF8.GetString(entry.Path);
        if (kind != StripKind.None && !Encoding.UTF8.GetBytes(path).AsSpan().SequenceEqual(entry.Path))
        {
            (kind, why) = (StripKind.None, "its name is not UTF-8");
        }

        if (why is not null)
        {
            notices.Add(new OutputNotice(output.Name, entry.Shown, $"is not stripped: {why}", IsOrdinary: false));
        }
        else if (kind != StripKind.None)
        {
            if (!files.TryGetValue(kind, out List<string>? paths))
            {
                files[kind] = paths = [];
            }

            paths.Add(path);
        }
    }

    private static ImmutableArray<string> ArgumentsOf(StripKind kind) => kind switch
    {
        StripKind.Program => ["--strip-all"],
        StripKind.Library => ["--strip-unneeded"],
        _ => ["--strip-debug", "--enable-deterministic-archives"],
    };
}
