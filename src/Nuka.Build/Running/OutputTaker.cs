using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Nuka.Build.Logs;
using Nuka.Build.Outputs;
using Nuka.Build.Outputs.Instructions;
using Nuka.Build.Outputs.Leaks;
using Nuka.Build.Outputs.Normal;
using Nuka.Build.Outputs.References;
using Nuka.Build.Outputs.Strip;
using Nuka.Build.Roots;
using Nuka.Build.Safety;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Packages.Identity;
using Nuka.Platform.Errors;
using Nuka.Sandbox.Launching;
using Nuka.Sandbox.Plans;
using Nuka.Store;

namespace Nuka.Build.Running;

/// <summary>Takes what a build step installed into the store: normalised, stripped, searched for what must not be in it, with what it needs to run.</summary>
/// <param name="rooms">What building takes.</param>
internal sealed class OutputTaker(BuildRooms rooms)
{
    private const string Stripper = "/usr/bin/strip";

    /// <summary>Takes the outputs of one build.</summary>
    /// <param name="package">The package.</param>
    /// <param name="root">What it was built in.</param>
    /// <param name="built">The packages that it names, built.</param>
    /// <param name="plan">The sandbox that it was built in.</param>
    /// <param name="directory">The directory of the build on this machine.</param>
    /// <param name="log">Its log.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="NukaException">What is in an output must not be there, or what it needs is not among the packages.</exception>
    internal async Task<ImmutableArray<TakenOutput>> TakeAsync(
        PackageIr package,
        BuildRoot root,
        IReadOnlyDictionary<Pid, BuiltPackage> built,
        SandboxPlan plan,
        string directory,
        BuildLog log,
        CancellationToken cancellation)
    {
        BuildOutput[] outputs = [.. package.Outputs.Select(output => new BuildOutput(output, Path.Combine(directory, BuildPlaces.DirectoryOf(output))))];
        OutputAllowances allowances = Allowances.Of(package);
        Say(log, OutputNormaliser.Run(outputs, cancellation));
        Judge(package, outputs, allowances, log, cancellation);
        ImmutableArray<JudgedProgram> programs = JudgePrograms(package, root, outputs, directory, log, cancellation);
        await StripAsync(root, outputs, plan, directory, log, cancellation);
        LeakReport leaks = new ForbiddenWords(Words(package, root)).Scan(outputs, allowances, cancellation);
        foreach ((Leak leak, string reason) in leaks.Allowed)
        {
            log.Say($"allowed ({reason}): {leak}");
        }

        foreach (string unused in leaks.Unused)
        {
            log.Say($"nothing matched the allowance for leaks `{unused}`");
        }

        ReferenceOwner[] own = [.. outputs.Select(output => new ReferenceOwner(package.NameOf(output.Name), Import(output.Directory, cancellation)))];
        ImmutableArray<OutputReferences> found = RunReferences.Find(rooms.Store, own, [.. Owners(package, root, built)], allowances);
        RunSets sets = new(rooms.Store, package, root, built);
        await RecordDirectAsync(programs, outputs, own, new MovedProgram(plan, outputs, directory), log, cancellation);
        return [.. outputs.Zip(own, found).Select(one => new TakenOutput(one.First.Name, one.Second.Tree, sets.Of(one.Second.Tree, found)))];
    }

    /// <summary>Packages that are named, and the runtime, may be referred to; what is there only because a named package needs it may not.</summary>
    private static IEnumerable<ReferenceOwner> Owners(PackageIr package, BuildRoot root, IReadOnlyDictionary<Pid, BuiltPackage> built)
    {
        HashSet<Digest> named = [.. package.Links.SelectMany(link => built[link.Package.Pid].Trees).Select(tree => tree.Tree)];
        return root.Packages.Reverse().Select(tree => new ReferenceOwner(tree.Owner, tree.Tree, named.Contains(tree.Tree)))
            .Concat(root.Runtime.Layers.Reverse().Select(layer => new ReferenceOwner(layer.Owner, layer.Tree)))
            .Concat(package.Links.Where(link => link.Role == PackageRole.Run).SelectMany(link => built[link.Package.Pid].Trees).Select(tree => new ReferenceOwner(tree.Owner, tree.Tree)))
            .DistinctBy(owner => owner.Tree);
    }

    private static void Judge(PackageIr package, IReadOnlyList<BuildOutput> outputs, OutputAllowances allowances, BuildLog log, CancellationToken cancellation)
    {
        if (InstructionLevels.NumberOf(package.Level) is not { } level)
        {
            return; // another processor's; nothing here knows its instructions
        }

        InstructionReport report = InstructionLevels.Scan(outputs, level, allowances, cancellation);
        foreach (string line in report.Unused.Select(pattern => $"no function needed the allowance for `{pattern}`").Concat(report.Unread.Select(function => $"not read to its end: {function}")))
        {
            log.Say(line);
        }
    }

    private ImmutableArray<JudgedProgram> JudgePrograms(
        PackageIr package, BuildRoot root, IReadOnlyList<BuildOutput> outputs, string directory, BuildLog log, CancellationToken cancellation)
    {
        CompilerRecord record = CompilerWatch.Of(root.Show(rooms.Store, cancellation)).Read(directory);
        ImmutableArray<JudgedProgram> programs = new ProgramJudge(record, () => LibraryFunctions.Read([root.Runtime.View])).Judge(outputs, cancellation);
        ProgramJudge.RequireClaim(package, programs);
        foreach (JudgedProgram program in programs.Where(program => program.IsStatic && program.WhyUnsafe is not null))
        {
            log.Say($"{program.Path} runs in an environment: {program.WhyUnsafe}");
        }

        return programs;
    }

    /// <summary>Remembers the programs that a profile may show as they are.</summary>
    private async Task RecordDirectAsync(
        ImmutableArray<JudgedProgram> programs, BuildOutput[] outputs, ReferenceOwner[] trees, MovedProgram trial, BuildLog log, CancellationToken cancellation)
    {
        foreach (JudgedProgram program in programs.Where(program => program is { IsStatic: true, WhyUnsafe: null }))
        {
            string? why = await trial.WhyNotAsync(program.Output, program.Path, cancellation);
            log.Say(why is null ? $"{program.Path} is memory-safe and runs anywhere" : $"{program.Path} runs in an environment: {why}");
            if (why is null)
            {
                Digest tree = trees[Array.FindIndex(outputs, output => output.Name == program.Output)].Tree;
                DirectPrograms.Record(rooms.Store, rooms.Store.FindEntry(tree, program.Path)!.Value.Digest, tree);
            }
        }
    }

    private IEnumerable<ForbiddenWord> Words(PackageIr package, BuildRoot root) =>
    [
        .. ForbiddenWord.Places,
        new ForbiddenWord(rooms.State.Root, "the state directory"),
        .. package.Closure().Select(one => new ForbiddenWord(one.Pid.ToString(), $"the PID of {one.Name} {one.Version}")),
        .. root.All.Select(tree => ForbiddenWord.OfTree(Cid.OfTree(tree.Tree), tree.Owner)),
    ];

    private async Task StripAsync(
        BuildRoot root, IReadOnlyList<BuildOutput> outputs, SandboxPlan plan, string directory, BuildLog log, CancellationToken cancellation)
    {
        if (!root.All.Any(tree => rooms.Store.FindEntry(tree.Tree, Stripper[1..]) is not null))
        {
            return; // nothing that a build root without binutils makes is an ELF file of its own
        }

        StripPlan strip = StripPlan.Of(outputs, rooms.Architecture == "arm64" ? StripPlan.MachineArm64 : StripPlan.MachineX8664, cancellation);
        Say(log, strip.Notices);
        foreach (StripStep step in strip.Steps)
        {
            string[] command = [Stripper, .. step.Arguments, .. step.Files.Select(file => $"{BuildPlaces.OutputOf(step.Output)}/{file}")];
            (int code, ReadOnlyMemory<byte> said) = await TeedProcess.RunAsync(plan, command, directory, log, inheritsInput: false, cancellation);
            if (code != 0)
            {
                throw new Problem("build/not-stripped", string.Create(CultureInfo.InvariantCulture, $"the outputs could not be stripped (exit code {code})"))
                {
                    Reasons = [.. Encoding.UTF8.GetString(said.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(4)],
                    Hints = ["a file is damaged, or is no program of this machine: let the build step leave it out"],
                }.ToException();
            }
        }
    }

    private Digest Import(string directory, CancellationToken cancellation) =>
        rooms.Store.ImportDirectory(directory, new ImportOptions { UseStatCache = false }, cancellation).Digest;

    private static void Say(BuildLog log, IEnumerable<OutputNotice> notices)
    {
        foreach (OutputNotice notice in notices)
        {
            log.Say(notice.ToString());
        }
    }
}
