using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Nuka.Formats.Nuon;
using Nuka.Packages.Audit;
using Nuka.Platform.Errors;
using Nuka.Sandbox.Launching;

namespace Nuka.Packages.Evaluation;

/// <summary>Evaluates package files: audits a file first, runs it in the evaluation's sandbox, and reads the draft that it prints.</summary>
/// <param name="tools">The programs.</param>
/// <param name="target">What is built for.</param>
public sealed class PackageEvaluator(EvaluatorTools tools, PackageTarget target)
{
    /// <summary>The commands of the prelude that package files see.</summary>
    private static readonly FrozenSet<string> Prelude = new[] { "fetch", "local", "lock", "with", "service", "derivation" }.ToFrozenSet(StringComparer.Ordinal);

    private readonly EvaluationSandbox sandbox = new(tools);

    /// <summary>Judges a package file without running anything of it.</summary>
    /// <param name="source">The file.</param>
    /// <param name="packages">The names of all packages that there are.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>What it must not do; none if it may be evaluated.</returns>
    /// <exception cref="NukaException"><c>packages/failed</c> (it cannot be parsed), <c>packages/audit-failed</c>, <c>packages/too-long</c>.</exception>
    public async Task<ImmutableArray<Problem>> AuditAsync(PackageSource source, IEnumerable<string> packages, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(source);
        string path = PathOf(source);
        string script = "use nuka *\n" + EvaluationSandbox.Resource("audit.nu").Replace("PACKAGE", NuonText.Quote(path), StringComparison.Ordinal) + $"use {NuonText.Quote(path)}\n";
        SandboxResult result = await sandbox.RunAsync(Files(source, packages), script, cancellation);
        if (result.ExitCode != 0)
        {
            throw Failed(result, source, packages);
        }

        AuditFacts facts = AuditReader.Read(result.Output.AsMemory(), source.Bytes.Length, Prelude);
        return new PackageAudit(source, facts).Judge();
    }

    /// <summary>Audits and evaluates a package file.</summary>
    /// <param name="source">The file.</param>
    /// <param name="packages">The names of all packages that there are.</param>
    /// <param name="options">The values of options of its <c>main</c>; switches are booleans.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The draft.</returns>
    /// <exception cref="NukaException">As <see cref="AuditAsync"/>; <c>packages/impure</c>, <c>packages/no-draft</c>.</exception>
    public async Task<NuonRecord> EvaluateAsync(PackageSource source, IReadOnlyCollection<string> packages, NuonRecord options, CancellationToken cancellation)
    {
        ImmutableArray<Problem> problems = await AuditAsync(source, packages, cancellation);
        if (problems.Length > 0)
        {
            Problem first = problems[0];
            throw (first with { Reasons = [.. first.Reasons, .. problems.Skip(1).Take(8).Select(Line)] }).ToException();
        }

        string script = $"use nuka *\nuse {NuonText.Quote(PathOf(source))}\n{Call(source, options)} | to nuon --list-of-records --raw\n";
        SandboxResult result = await sandbox.RunAsync(Files(source, packages), script, cancellation);
        if (result.ExitCode != 0)
        {
            throw Failed(result, source, packages);
        }

        return NuonDocument.Read(result.Output.AsSpan(), source.File) is NuonRecord draft
            && draft.TryGet("nuka", out NuonValue? kind) && kind is NuonString { Value: "derivation" }
            ? draft
            : throw new Problem("packages/no-draft", "the package does not end in `derivation`")
            {
                Place = new Place(source.File),
                Hints = ["let the last thing in `export def main` be `derivation NAME VERSION SOURCE [PACKAGES] {|pkgs, src| ...}`"],
            }.ToException();
    }

    private static string Line(Problem problem) =>
        string.Create(CultureInfo.InvariantCulture, $"{problem.Place!.File}:{problem.Place.Line}:{problem.Place.Column}: {problem.Message}");

    private static string Call(PackageSource source, NuonRecord options)
    {
        StringBuilder call = new(source.Name);
        foreach (NuonField option in options.Fields)
        {
            _ = option.Value switch
            {
                NuonBoolean flag => call.Append(" --").Append(option.Name).Append(flag.Value ? "=true" : "=false"),
                _ => call.Append(" --").Append(option.Name).Append(' ').Append(NuonText.Write(option.Value)),
            };
        }

        return call.ToString();
    }

    private Dictionary<string, ReadOnlyMemory<byte>> Files(PackageSource source, IEnumerable<string> packages)
    {
        Dictionary<string, ReadOnlyMemory<byte>> files = EvaluationSandbox.Modules(packages, target.Module);
        files.Add(PathOf(source), source.Bytes);
        return files;
    }

    private static string PathOf(PackageSource source) => $"{EvaluationSandbox.PackageDirectory}/{source.Name}.nu";

    private static NukaException Failed(SandboxResult result, PackageSource source, IEnumerable<string> packages)
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
            Hints = [.. Spelling.Nearest(word, packages).Select(name => $"did you mean `{name}`?").DefaultIfEmpty($"write one: {word}.nu beside this file").Take(1)],
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
