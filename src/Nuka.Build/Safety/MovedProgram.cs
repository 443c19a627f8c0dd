using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Nuka.Build.Outputs;
using Nuka.Platform.Files;
using Nuka.Sandbox.Launching;
using Nuka.Sandbox.Plans;

namespace Nuka.Build.Safety;

/// <summary>
/// Runs a program from two places: where its package puts it, with all of its package; and alone, under its own name in another directory, where a profile shows it.
/// It has to do the same.
/// </summary>
/// <param name="plan">The sandbox of its build.</param>
/// <param name="outputs">The outputs of its build.</param>
/// <param name="directory">The directory of its build on this machine.</param>
internal sealed class MovedProgram(SandboxPlan plan, IReadOnlyList<BuildOutput> outputs, string directory)
{
    /// <summary>What every program is asked; one that does not know it says so, in both places alike.</summary>
    internal const string Question = "--version";

    private const string Elsewhere = "/run/nuka/moved";
    private const int NoSandbox = 125;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Tries it.</summary>
    /// <param name="output">The output that it is in.</param>
    /// <param name="path">Its path there.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>Why it does not run moved; <see langword="null"/> if it does.</returns>
    internal async Task<string?> WhyNotAsync(string output, string path, CancellationToken cancellation)
    {
        string name = Path.GetFileName(path);
        string copies = PrivateDirectory.Make(Path.Combine(directory, "moved"));
        string copy = Path.Combine(copies, name);
        File.Copy(Path.Combine(outputs.First(one => one.Name == output).Directory, path), copy, overwrite: true);
        ImmutableArray<SandboxRoot> joined = [.. plan.Roots.OfType<OverlayRoot>().Select(root => root with { Layers = [.. outputs.Select(one => one.Directory), .. root.Layers] })];
        SandboxPlan here = plan with { Roots = joined, WorkingDirectory = "/tmp" };
        SandboxPlan there = plan with { Mounts = plan.Mounts.Add(new BindMount(copies, Elsewhere)), WorkingDirectory = "/tmp" };
        (int Code, string Said)? first = await RunAsync(here, $"/{path}", cancellation);
        (int Code, string Said)? second = await RunAsync(there, $"{Elsewhere}/{name}", cancellation);
        File.Delete(copy);
        return (first, second) switch
        {
            (null, _) or (_, null) => $"`{name} {Question}` does not end",
            ({ Code: NoSandbox }, _) or (_, { Code: NoSandbox }) => "it could not be tried",
            var (one, other) when one.Value.Code != other.Value.Code =>
                string.Create(CultureInfo.InvariantCulture, $"`{name} {Question}` ends with {one.Value.Code} in its place and with {other.Value.Code} elsewhere"),
            var (one, other) when one.Value.Said != other.Value.Said => $"`{name} {Question}` says something else when it lies elsewhere",
            _ => null,
        };
    }

    /// <summary>What it said, its own place taken out: programs say how they were called.</summary>
    private async Task<(int Code, string Said)?> RunAsync(SandboxPlan sandbox, string program, CancellationToken cancellation)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        try
        {
            (int code, ReadOnlyMemory<byte> said) = await TeedProcess.RunAsync(sandbox, [program, Question], directory, Stream.Null, inheritsInput: false, limit.Token);
            return (code, Encoding.Latin1.GetString(said.Span).Replace(program, Path.GetFileName(program), StringComparison.Ordinal));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }
}
