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
internal sealed class EvaluationBatch(EvaluationSandbox sandbox, PackageTarget target, ImmutableArray<PackageSource> sources, IReadOnlySet<string> packages)
{
    private const string Library = EvaluationSandbox.Library;

    /// <summary>The files.</summary>
    internal ImmutableArray<PackageSource> Sources => sources;

    /// <summary>Lets Nushell parse the files, and wait for a verdict.</summary>
    /// <param name="requests">Which are evaluated if it is good, and with what options; none, if they are only to be judged.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="NukaException">What starting a sandbox throws.</exception>
    internal EvaluationRun Start(IReadOnlyList<EvaluationRequest> requests, CancellationToken cancellation)
    {
        StringBuilder paths = new();
        HashSet<string> mentioned = new(StringComparer.Ordinal);
        for (int index = 0; index < sources.Length; index++)
        {
            paths.Append(' ').Append(NuonText.Quote(PathOf(sources[index], index)));
            mentioned.UnionWith(sources[index].Mentioned(packages));
        }

        StringBuilder script = new("use nuka *\ndo {\n");
        script.Append(EvaluationSandbox.Resource("audit.nu").Replace("FILES", paths.ToString(), StringComparison.Ordinal)
            .Replace("VERDICT", NuonText.Quote(sandbox.Verdict), StringComparison.Ordinal));
        AppendCalls(script, requests);

        // The words are parsed as text without a place, so that they find the references here: behind the files, which find those beside them.
        script.Append("}\nmodule pkgs {\n");
        AppendReferences(script, mentioned);
        return sandbox.Start(Shared(), Files(), script.Append("}\n").ToString(), cancellation);
    }

    /// <summary>What the parser made of each file.</summary>
    /// <param name="run">The Nushell.</param>
    /// <returns>It; <see langword="null"/> if a file cannot be parsed.</returns>
    /// <exception cref="NukaException"><c>packages/audit-failed</c>, <c>packages/too-long</c>.</exception>
    internal ImmutableArray<AuditFacts>? ReadFacts(EvaluationRun run)
    {
        if (run.ReadFacts() is not { } line)
        {
            return null;
        }

        (string Path, int Length)[] files = new (string, int)[sources.Length];
        for (int index = 0; index < files.Length; index++)
        {
            files[index] = (PathOf(sources[index], index), sources[index].Bytes.Length);
        }

        return AuditReader.Read(line, [.. files]);
    }

    /// <summary>The texts that the files came to.</summary>
    /// <param name="result">How the Nushell ended: well.</param>
    /// <param name="count">How many were evaluated.</param>
    /// <exception cref="NukaException"><c>packages/audit-failed</c>.</exception>
    internal static ImmutableArray<string> ReadDrafts(SandboxResult result, int count)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(result.Output.AsMemory());
            ImmutableArray<string>.Builder texts = ImmutableArray.CreateBuilder<string>(count);
            foreach (JsonElement text in document.RootElement.EnumerateArray())
            {
                texts.Add(text.GetString()!);
            }

            return texts.Count == count ? texts.MoveToImmutable() : throw new FormatException("another number of drafts than of packages");
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            throw AuditReader.Failed(error.Message).ToException(error);
        }
    }

    private void AppendCalls(StringBuilder script, IReadOnlyList<EvaluationRequest> requests)
    {
        if (requests.Count == 0)
        {
            for (int index = 0; index < sources.Length; index++)
            {
                script.Append(CultureInfo.InvariantCulture, $"do {{ use {NuonText.Quote(PathOf(sources[index], index))} }}\n");
            }

            return;
        }

        script.Append("print ([\n");
        foreach (EvaluationRequest request in requests)
        {
            // What is behind the braces is not in the scope of the file: no command of its own gets into the list.
            int index = sources.IndexOf(request.Source);
            script.Append(CultureInfo.InvariantCulture, $"(do {{ use {NuonText.Quote(PathOf(request.Source, index))}; ");
            AppendCall(script, request);
            script.Append(" } | to nuon --list-of-records --raw)\n");
        }

        script.Append("] | to json --raw)\n");
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

    private List<GivenFile> Files()
    {
        List<GivenFile> files = [];
        for (int index = 0; index < sources.Length; index++)
        {
            files.Add(new GivenFile(Relative(sources[index], index), sources[index].Bytes));
            files.Add(new GivenFile(string.Create(CultureInfo.InvariantCulture, $"{index}/pkgs/mod.nu"), References(sources[index].Mentioned(packages))));
        }

        return files;
    }

    private GivenFile[] Shared() =>
    [
        new($"{Library}/nuka/mod.nu", Encoding.UTF8.GetBytes(EvaluationSandbox.Resource("prelude.nu"))), new($"{Library}/target/mod.nu", Encoding.UTF8.GetBytes(target.Module)),
    ];

    private byte[] References(IEnumerable<string> names)
    {
        StringBuilder module = new("# One reference for each package; made by nuka.\n");
        AppendReferences(module, names);
        return Encoding.UTF8.GetBytes(module.ToString());
    }

    private void AppendReferences(StringBuilder module, IEnumerable<string> names)
    {
        string[] ordered = [.. names];
        Array.Sort(ordered, StringComparer.Ordinal);
        if (sandbox.Conditions.IsReversed)
        {
            Array.Reverse(ordered);
        }

        foreach (string name in ordered)
        {
            module.Append(CultureInfo.InvariantCulture, $"export const {PackageSource.VariableOf(name)} = {{nuka: ref, name: \"{name}\"}}\n");
        }
    }

    private static string Relative(PackageSource source, int index) => string.Create(CultureInfo.InvariantCulture, $"{index}/{source.Name}.nu");

    private string PathOf(PackageSource source, int index) => $"{sandbox.Conditions.Directory}/{Relative(source, index)}";
}
