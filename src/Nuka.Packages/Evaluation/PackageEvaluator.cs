using System.Collections.Frozen;
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
    public Task<ImmutableArray<Problem>> AuditAsync(PackageSource source, IEnumerable<string> packages, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        return JudgeAsync(source, packages.ToFrozenSet(StringComparer.Ordinal), cancellation);
    }

    /// <summary>Audits and evaluates a package file.</summary>
    /// <param name="source">The file.</param>
    /// <param name="packages">The names of all packages that there are.</param>
    /// <param name="options">The values of options of its <c>main</c>; switches are booleans.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The draft.</returns>
    /// <exception cref="NukaException">As <see cref="AuditAsync"/>; <c>packages/impure</c>, <c>packages/no-draft</c>.</exception>
    public Task<NuonRecord> EvaluateAsync(PackageSource source, IReadOnlyCollection<string> packages, NuonRecord options, CancellationToken cancellation) =>
        EvaluateAloneAsync(new EvaluationRequest(source, options), packages.ToFrozenSet(StringComparer.Ordinal), cancellation);

    /// <summary>Audits and evaluates many package files, a few dozen in one Nushell.</summary>
    /// <param name="requests">The files and their options.</param>
    /// <param name="packages">The names of all packages that there are.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The drafts, in the order of the files; each is what it is when the file is evaluated alone.</returns>
    /// <exception cref="NukaException">As <see cref="EvaluateAsync"/>, of the first file that cannot be evaluated.</exception>
    public async Task<ImmutableArray<NuonRecord>> EvaluateAllAsync(
        IReadOnlyList<EvaluationRequest> requests, IReadOnlyCollection<string> packages, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(requests);
        FrozenSet<string> names = packages.ToFrozenSet(StringComparer.Ordinal);
        int parts = Math.Max(
            (requests.Count + PackageLimits.FilesAtOnce - 1) / PackageLimits.FilesAtOnce, Math.Min(Environment.ProcessorCount, requests.Count / WorthAnother));
        int size = Math.Max(1, (requests.Count + Math.Max(1, parts) - 1) / Math.Max(1, parts));
        using SemaphoreSlim free = new(Environment.ProcessorCount);
        Task<ImmutableArray<NuonRecord>>[] all =
        [
            .. requests.Chunk(size).Select(async some =>
            {
                await free.WaitAsync(cancellation);
                try
                {
                    return await EvaluateTogetherAsync(some, names, cancellation);
                }
                finally
                {
                    free.Release();
                }
            }),
        ];
        await Task.WhenAll(all.Select(one => one.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default)));
        ImmutableArray<NuonRecord>.Builder drafts = ImmutableArray.CreateBuilder<NuonRecord>(requests.Count);
        foreach (Task<ImmutableArray<NuonRecord>> one in all)
        {
            drafts.AddRange(await one);
        }

        return drafts.MoveToImmutable();
    }

    /// <summary>
    /// The verdict about several files in one Nushell is believed only when all of them are pure: then the first was parsed where nothing else was, the second
    /// where nothing but a pure file was, and so on. Otherwise each is judged, and told of, alone.
    /// </summary>
    private async Task<ImmutableArray<NuonRecord>> EvaluateTogetherAsync(EvaluationRequest[] requests, FrozenSet<string> packages, CancellationToken cancellation)
    {
        ImmutableArray<PackageSource> sources = [.. requests.Select(request => request.Source).Distinct()];
        sources = tools.Conditions.IsReversed ? [.. sources.Reverse()] : sources;
        EvaluationBatch batch = new(sandbox, target, sources, packages);
        if (requests.Length > 1 && await ArePureAsync(batch, sources, cancellation))
        {
            (SandboxResult result, ImmutableArray<string> drafts) = await batch.EvaluateAsync(requests, cancellation);
            if (result.ExitCode == 0)
            {
                return [.. requests.Zip(drafts, (request, text) => Read(text, request.Source))];
            }
        }

        ImmutableArray<NuonRecord>.Builder all = ImmutableArray.CreateBuilder<NuonRecord>(requests.Length);
        foreach (EvaluationRequest request in requests)
        {
            all.Add(await EvaluateAloneAsync(request, packages, cancellation));
        }

        return all.MoveToImmutable();
    }

    private static async Task<bool> ArePureAsync(EvaluationBatch batch, ImmutableArray<PackageSource> sources, CancellationToken cancellation)
    {
        try
        {
            (SandboxResult result, ImmutableArray<AuditFacts> facts) = await batch.ParseAsync(cancellation);
            return result.ExitCode == 0 && sources.Zip(facts, (source, one) => new PackageAudit(source, one).Judge()).All(problems => problems.IsEmpty);
        }
        catch (NukaException)
        {
            return false; // whichever it is, it is told of when it is judged alone
        }
    }

    private async Task<ImmutableArray<Problem>> JudgeAsync(PackageSource source, FrozenSet<string> packages, CancellationToken cancellation)
    {
        (SandboxResult result, ImmutableArray<AuditFacts> facts) = await new EvaluationBatch(sandbox, target, [source], packages).ParseAsync(cancellation);
        return result.ExitCode == 0 ? new PackageAudit(source, facts[0]).Judge() : throw Failed(result, source, packages);
    }

    private async Task<NuonRecord> EvaluateAloneAsync(EvaluationRequest request, FrozenSet<string> packages, CancellationToken cancellation)
    {
        ImmutableArray<Problem> problems = await JudgeAsync(request.Source, packages, cancellation);
        if (problems.Length > 0)
        {
            Problem first = problems[0];
            throw (first with { Reasons = [.. first.Reasons, .. problems.Skip(1).Take(8).Select(Line)] }).ToException();
        }

        EvaluationBatch batch = new(sandbox, target, [request.Source], packages);
        (SandboxResult result, ImmutableArray<string> drafts) = await batch.EvaluateAsync([request], cancellation);
        return result.ExitCode == 0 ? Read(drafts[0], request.Source) : throw Failed(result, request.Source, packages);
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

    private static NukaException Failed(SandboxResult result, PackageSource source, FrozenSet<string> packages)
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
