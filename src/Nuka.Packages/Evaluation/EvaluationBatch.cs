using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Nuka.Formats.Nuon;
using Nuka.Packages.Audit;
using Nuka.Platform.Errors;
using Nuka.Sandbox.Launching;

namespace Nuka.Packages.Evaluation;

/// <summary>
/// A few package files in one Nushell. Each is loaded in a scope of its own and sees, besides the prelude, only references to the packages that its own text
/// mentions: what one says cannot depend on which others are there.
/// </summary>
/// <param name="sandbox">Where it runs.</param>
/// <param name="target">What is built for.</param>
/// <param name="sources">The files.</param>
/// <param name="packages">The names of all packages that there are.</param>
internal sealed class EvaluationBatch(EvaluationSandbox sandbox, PackageTarget target, ImmutableArray<PackageSource> sources, FrozenSet<string> packages)
{
    private const string Library = EvaluationSandbox.Library;

    /// <summary>Lets Nushell parse the files; nothing of them runs.</summary>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>How it ended, and what the parser made of each file if it could.</returns>
    /// <exception cref="NukaException"><c>packages/audit-failed</c>, <c>packages/too-long</c>.</exception>
    internal async Task<(SandboxResult Result, ImmutableArray<AuditFacts> Facts)> ParseAsync(CancellationToken cancellation)
    {
        string[] paths = [.. sources.Select((source, index) => NuonText.Quote(PathOf(source, index)))];
        string script = "use nuka *\n" + EvaluationSandbox.Resource("audit.nu").Replace("PACKAGES", string.Join(' ', paths), StringComparison.Ordinal)
            + string.Concat(paths.Select(path => $"do {{ use {path} }}\n"));

        // The words are parsed as text without a place, so that they find all references in the library.
        Dictionary<string, ReadOnlyMemory<byte>> library = Shared();
        library.Add($"{Library}/pkgs/mod.nu", References(sources.SelectMany(source => source.Mentioned(packages)).Distinct(StringComparer.Ordinal)));
        SandboxResult result = await sandbox.RunAsync(library, Files(), script, cancellation);
        return (result, result.ExitCode == 0 ? AuditReader.Read(result.Output.AsMemory(), [.. sources.Select((source, index) => (PathOf(source, index), source.Bytes.Length))]) : []);
    }

    /// <summary>Evaluates files of this batch, all of which were judged.</summary>
    /// <param name="requests">Which, and with what options.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>How it ended, and the text that each came to if it could.</returns>
    /// <exception cref="NukaException"><c>packages/no-draft</c>, <c>packages/too-long</c>.</exception>
    internal async Task<(SandboxResult Result, ImmutableArray<string> Drafts)> EvaluateAsync(IReadOnlyList<EvaluationRequest> requests, CancellationToken cancellation)
    {
        StringBuilder script = new("use nuka *\nprint ([\n");
        foreach (EvaluationRequest request in requests)
        {
            // What is behind the braces is not in the scope of the file: no command of its own gets into the list.
            int index = sources.IndexOf(request.Source);
            script.Append(CultureInfo.InvariantCulture, $"(do {{ use {NuonText.Quote(PathOf(request.Source, index))}; ");
            AppendCall(script, request);
            script.Append(" } | to nuon --list-of-records --raw)\n");
        }

        script.Append("] | to json --raw)\n");
        SandboxResult result = await sandbox.RunAsync(Shared(), Files(), script.ToString(), cancellation);
        return (result, result.ExitCode == 0 ? Texts(result.Output.AsMemory(), requests.Count) : []);
    }

    private static void AppendCall(StringBuilder call, EvaluationRequest request)
    {
        call.Append(request.Source.Name);
        foreach (NuonField option in request.Options.Fields)
        {
            _ = option.Value switch
            {
                NuonBoolean flag => call.Append(" --").Append(option.Name).Append(flag.Value ? "=true" : "=false"),
                _ => call.Append(" --").Append(option.Name).Append(' ').Append(NuonText.Write(option.Value)),
            };
        }
    }

    private static ImmutableArray<string> Texts(ReadOnlyMemory<byte> json, int count)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            ImmutableArray<string> texts = [.. document.RootElement.EnumerateArray().Select(text => text.GetString()!)];
            return texts.Length == count ? texts : throw new FormatException("another number of drafts than of packages");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw AuditReader.Failed(error.Message).ToException(error);
        }
    }

    private Dictionary<string, ReadOnlyMemory<byte>> Files()
    {
        Dictionary<string, ReadOnlyMemory<byte>> files = [];
        for (int index = 0; index < sources.Length; index++)
        {
            files.Add(Relative(sources[index], index), sources[index].Bytes);
            files.Add(string.Create(CultureInfo.InvariantCulture, $"{index}/pkgs/mod.nu"), References(sources[index].Mentioned(packages)));
        }

        return files;
    }

    private Dictionary<string, ReadOnlyMemory<byte>> Shared() => new()
    {
        [$"{Library}/nuka/mod.nu"] = Encoding.UTF8.GetBytes(EvaluationSandbox.Resource("prelude.nu")),
        [$"{Library}/target/mod.nu"] = Encoding.UTF8.GetBytes(target.Module),
    };

    private byte[] References(IEnumerable<string> names)
    {
        StringBuilder module = new("# One reference for each package; made by nuka.\n");
        IEnumerable<string> ordered = names.Order(StringComparer.Ordinal);
        foreach (string name in sandbox.Conditions.IsReversed ? ordered.Reverse() : ordered)
        {
            module.Append(CultureInfo.InvariantCulture, $"export const {PackageSource.VariableOf(name)} = {{nuka: ref, name: \"{name}\"}}\n");
        }

        return Encoding.UTF8.GetBytes(module.ToString());
    }

    private static string Relative(PackageSource source, int index) => string.Create(CultureInfo.InvariantCulture, $"{index}/{source.Name}.nu");

    private string PathOf(PackageSource source, int index) => $"{sandbox.Conditions.Directory}/{Relative(source, index)}";
}
