using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Nuka.Formats.Nuon;
using Nuka.Packages.Audit;
using Nuka.Platform.Errors;
using Nuka.Sandbox.Launching;

namespace Nuka.Packages.Evaluation;

/// <summary>Evaluates package files: audits them first, runs them in the evaluation's sandbox, and reads the drafts that they print.</summary>
/// <param name="tools">The programs.</param>
/// <param name="target">What is built for.</param>
public sealed class PackageEvaluator(EvaluatorTools tools, PackageTarget target)
{
    /// <summary>Fewer files than these are not worth a Nushell of their own.</summary>
    private const int WorthAnother = 8;

    private readonly EvaluationSandbox sandbox = new(tools);

    /// <summary>Judges a package file without running anything of it.</summary>
    /// <param name="source">The file.</param>
    /// <param name="packages">The names of all packages that there are.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>What it must not do; none if it may be evaluated.</returns>
    /// <exception cref="NukaException"><c>packages/failed</c> (it cannot be parsed), <c>packages/audit-failed</c>, <c>packages/too-long</c>.</exception>
    public ImmutableArray<Problem> Audit(PackageSource source, IEnumerable<string> packages, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        HashSet<string> names = new(packages, StringComparer.Ordinal);
        EvaluationBatch batch = new(sandbox, target, [source], names);
        using EvaluationRun run = batch.Start([], cancellation);
        return Judge(batch, run, source, names);
    }

    /// <summary>Audits and evaluates a package file.</summary>
    /// <param name="source">The file.</param>
    /// <param name="packages">The names of all packages that there are.</param>
    /// <param name="options">The values of options of its <c>main</c>; switches are booleans.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The draft.</returns>
    /// <exception cref="NukaException">As <see cref="Audit"/>; <c>packages/impure</c>, <c>packages/no-draft</c>.</exception>
    public NuonRecord Evaluate(PackageSource source, IReadOnlyCollection<string> packages, NuonRecord options, CancellationToken cancellation) =>
        EvaluateAlone(new EvaluationRequest(source, options), new HashSet<string>(packages, StringComparer.Ordinal), cancellation);

    /// <summary>Audits and evaluates many package files, a few dozen in one Nushell, on as many threads as there are processors.</summary>
    /// <param name="requests">The files and their options.</param>
    /// <param name="packages">The names of all packages that there are.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The drafts, in the order of the files; each is what it is when the file is evaluated alone.</returns>
    /// <exception cref="NukaException">As <see cref="Evaluate"/>, of the first file that cannot be evaluated.</exception>
    public ImmutableArray<NuonRecord> EvaluateAll(IReadOnlyList<EvaluationRequest> requests, IReadOnlyCollection<string> packages, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(requests);
        IReadOnlySet<string> names = packages as IReadOnlySet<string> ?? new HashSet<string>(packages, StringComparer.Ordinal);
        int parts = Math.Max(
            (requests.Count + PackageLimits.FilesAtOnce - 1) / PackageLimits.FilesAtOnce, Math.Min(Environment.ProcessorCount, requests.Count / WorthAnother));
        if (parts <= 1)
        {
            return requests.Count == 0 ? [] : [.. EvaluateTogether([.. requests], names, cancellation)];
        }

        EvaluationRequest[][] chunks = [.. requests.Chunk((requests.Count + parts - 1) / parts)];
        EvaluationCrew crew = new(chunks.Length, part => EvaluateTogether(chunks[part], names, cancellation));
        return [.. crew.Run(Environment.ProcessorCount)];
    }

    /// <summary>
    /// The verdict about several files in one Nushell is believed only when all of them are pure: then the first was parsed where nothing else was, the second
    /// where nothing but a pure file was, and so on. Otherwise each is judged, and told of, alone.
    /// </summary>
    private NuonRecord[] EvaluateTogether(EvaluationRequest[] requests, IReadOnlySet<string> packages, CancellationToken cancellation)
    {
        if (requests.Length > 1 && TryEvaluateTogether(requests, packages, cancellation) is { } drafts)
        {
            return drafts;
        }

        NuonRecord[] all = new NuonRecord[requests.Length];
        for (int i = 0; i < all.Length; i++)
        {
            all[i] = EvaluateAlone(requests[i], packages, cancellation);
        }

        return all;
    }

    private NuonRecord[]? TryEvaluateTogether(EvaluationRequest[] requests, IReadOnlySet<string> packages, CancellationToken cancellation)
    {
        ImmutableArray<PackageSource> sources = [.. requests.Select(request => request.Source).Distinct()];
        EvaluationBatch batch = new(sandbox, target, tools.Conditions.IsReversed ? [.. sources.Reverse()] : sources, packages);
        using EvaluationRun run = batch.Start(requests, cancellation);
        if (!ArePure(batch, run) || run.Evaluate() is not { ExitCode: 0 } result)
        {
            return null;
        }

        ImmutableArray<string> drafts = EvaluationBatch.ReadDrafts(result, requests.Length);
        NuonRecord[] all = new NuonRecord[requests.Length];
        for (int i = 0; i < all.Length; i++)
        {
            all[i] = Read(drafts[i], requests[i].Source);
        }

        return all;
    }

    private static bool ArePure(EvaluationBatch batch, EvaluationRun run)
    {
        try
        {
            return batch.ReadFacts(run) is { } facts && batch.Sources.Zip(facts, (source, one) => new PackageAudit(source, one).Judge()).All(problems => problems.IsEmpty);
        }
        catch (NukaException)
        {
            return false; // whichever it is, it is told of when it is judged alone
        }
    }

    private static ImmutableArray<Problem> Judge(EvaluationBatch batch, EvaluationRun run, PackageSource source, IReadOnlySet<string> packages) =>
        batch.ReadFacts(run) is { } facts ? new PackageAudit(source, facts[0]).Judge() : throw Failed(run.Finish(), source, packages);

    private NuonRecord EvaluateAlone(EvaluationRequest request, IReadOnlySet<string> packages, CancellationToken cancellation)
    {
        EvaluationBatch batch = new(sandbox, target, [request.Source], packages);
        using EvaluationRun run = batch.Start([request], cancellation);
        ImmutableArray<Problem> problems = Judge(batch, run, request.Source, packages);
        if (problems.Length > 0)
        {
            Problem first = problems[0];
            throw (first with { Reasons = [.. first.Reasons, .. problems.Skip(1).Take(8).Select(Line)] }).ToException();
        }

        SandboxResult result = run.Evaluate();
        return result.ExitCode == 0 ? Read(EvaluationBatch.ReadDrafts(result, 1)[0], request.Source) : throw Failed(result, request.Source, packages);
    }

    private static NuonRecord Read(string text, PackageSource source) =>
        NuonDocument.Read(Encoding.UTF8.GetBytes(text), source.File) is NuonRecord draft
            && draft.TryGet("nuka", out NuonValue? kind) && kind is NuonString { Value: "derivation" }
            ? draft
            : throw new Problem("packages/no-draft", "the package does not end in `derivation`")
            {
                Place = new Place(source.File),
                Hints = ["let the last thing in `export def main` be `derivation NAME VERSION SOURCE [PACKAGES] {|pkgs, src| ...}`"],
            }.ToException();

    private static string Line(Problem problem) =>
        string.Create(CultureInfo.InvariantCulture, $"{problem.Place!.File}:{problem.Place.Line}:{problem.Place.Column}: {problem.Message}");

    private static NukaException Failed(SandboxResult result, PackageSource source, IReadOnlySet<string> packages)
    {
        Problem problem = ShellError.Read(Encoding.UTF8.GetString(result.Errors.AsSpan()), source);
        string word = problem.Place is { LineText: { } line, Column: > 0 and int column } ? WordAt(line, column - 1) : "";
        if (problem.Message != ShellError.ExportNotFound || word.Length == 0 || packages.Contains(word))
        {
            return problem.ToException();
        }

        return new Problem("packages/unknown-package", $"there is no package named `{word}` in this set")
        {
            Place = problem.Place! with { Length = word.Length },
            Hints =
            [
                .. Spelling.Nearest(word, packages.Order(StringComparer.Ordinal)).Select(name => $"did you mean `{name}`?")
                    .DefaultIfEmpty($"write one: {word}.nu beside this file").Take(1),
                $"for a package of Debian, lock it   try: nuka lock --packages {source.Directory} {word}",
            ],
        }.ToException();
    }

    private static string WordAt(string line, int start)
    {
        int end = start;
        while (end < line.Length && (char.IsAsciiLetterOrDigit(line[end]) || line[end] is '-' or '_'))
        {
            end++;
        }

        return line[Math.Min(start, line.Length)..end];
    }
}
