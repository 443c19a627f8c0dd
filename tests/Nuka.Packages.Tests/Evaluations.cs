using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text;
using Nuka.Formats.Nuon;
using Nuka.Formats.Tests.Nuon;
using Nuka.Packages.Audit;
using Nuka.Packages.Evaluation;
using Nuka.Platform.Errors;
using Nuka.Sandbox.Launching;
using Nuka.Sandbox.Tests.Machine;

namespace Nuka.Packages.Tests;

/// <summary>Real evaluations by the real Nushell in the real sandbox.</summary>
public sealed class Evaluations(LauncherBuild launcher) : IDisposable
{
    private const string Hello = """
        # A greeting.
        use pkgs [gcc make]

        const version = "2.12.1"

        export def main [--nls, --word: string = "hello"] {
          let flags = if $nls { [] } else { [--disable-nls] }
          let src = fetch -u $"https://a.example/hello-($version).tar.gz" sha256-8d99142afd92576f30b0cd7cb42a8dc6809998bc5d607d88761f512e26c7db20
          derivation $word $version $src [$gcc $make] --args {flags: $flags} {|pkgs, src, args|
            cd $src
            ^./configure --prefix=/usr ...$args.flags
            date now | save log
          }
        }
        """;

    private readonly string directory = Directory.CreateTempSubdirectory("nuka-eval-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public void A_package_file_becomes_a_draft()
    {
        NuonRecord draft = Evaluate(Hello, new NuonRecord([]));
        Assert.Equal("hello", Text(draft, "name"));
        Assert.Equal("2.12.1", Text(draft, "version"));
        Assert.Contains("--disable-nls", NuonText.Write(draft), StringComparison.Ordinal);
        NuonRecord other = Evaluate(Hello, new NuonRecord([new NuonField("nls", new NuonBoolean(true)), new NuonField("word", new NuonString("g\"day"))]));
        Assert.Equal("g\"day", Text(other, "name"));
        Assert.DoesNotContain("\"--disable-nls\"]", NuonText.Write(other), StringComparison.Ordinal);
    }

    [Fact]
    [Trait("tier", "sample")]
    public void Nothing_impure_is_evaluated_and_each_is_refused_at_its_place()
    {
        ConcurrentBag<string> wrong = [];
        string[] lines = [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Corpus", "hostile.txt")).Where(line => line.Length > 0 && line[0] != '#')];
        Assert.True(lines.Length >= 190, $"{lines.Length} cases");
        Parallel.ForEach(lines, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, line =>
        {
            string[] parts = line.Split('\t');
            bool top = parts[0].StartsWith("top:", StringComparison.Ordinal);
            string text = (top ? parts[0][4..] + "\n" : "") + "const version = \"1\"\nexport def main [] {\n"
                + (top ? "" : $"  {parts[0]}\n") + "  derivation x $version [] [] {|pkgs, src| date now }\n}\n";
            string got = Refusal(text);
            int offset = text.IndexOf(parts[1], text.IndexOf(top ? parts[0][4..] : parts[0], StringComparison.Ordinal), StringComparison.Ordinal);
            string expected = $"{1 + text[..offset].Count(c => c == '\n')}:{offset - text[..offset].LastIndexOf('\n')}";
            if (!got.StartsWith(expected + " ", StringComparison.Ordinal))
            {
                wrong.Add($"{parts[0]} => {got}, expected {expected}");
            }
        });

        Assert.True(wrong.IsEmpty, string.Join('\n', wrong));
    }

    [Fact]
    public void A_build_step_has_no_references_of_its_own()
    {
        Assert.StartsWith("2:29 ", Refusal("export def main [] {\n  derivation x 1 [] [] {|p| use pkgs [gcc]; $gcc }\n}\n"), StringComparison.Ordinal);
        Assert.StartsWith("2:29 ", Refusal("export def main [] {\n  derivation x 1 [] [] {|p| use  target *; $target }\n}\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_runs_until_the_judge_has_said_that_it_is_pure()
    {
        PackageSource source = new("x", "x.nu", Encoding.UTF8.GetBytes("export def main [] {\n  print ran\n  derivation x 1 [] [] {|p| 1 }\n}\n"));
        foreach ((string verdict, int code, bool runs) in ((string, int, bool)[])[("pure\n", 0, true), ("impure\n", 1, false), ("pure?\n", 1, false), ("\n", 1, false)])
        {
            using EvaluationRun run = Batch(source).Start([new EvaluationRequest(source, new NuonRecord([]))], TestContext.Current.CancellationToken);
            Assert.Contains("\"print\"", Encoding.UTF8.GetString(run.ReadFacts()!.Value.Span), StringComparison.Ordinal);
            using Microsoft.Win32.SafeHandles.SafeFileHandle pipe = File.OpenHandle(
                Directory.GetFiles(directory, "verdict", SearchOption.AllDirectories).Single(), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
            using FileStream stream = new(pipe, FileAccess.Write, 0);
            stream.Write(Encoding.UTF8.GetBytes(verdict));
            SandboxResult result = run.Finish();
            Assert.Equal((code, runs), (result.ExitCode, Encoding.UTF8.GetString(result.Output.AsSpan()).Contains("ran", StringComparison.Ordinal)));
        }

        using (EvaluationRun run = Batch(source).Start([], TestContext.Current.CancellationToken))
        {
            Assert.NotNull(run.ReadFacts());
        }

        Assert.Equal(["empty", "mount"], Directory.GetFileSystemEntries(directory).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_list_of_built_in_commands_is_Nushells_own()
    {
        Assert.SkipWhen(Nushell.ProgramPath is null, "Nushell cannot be had");
        System.Diagnostics.ProcessStartInfo start = new(Nushell.ProgramPath)
        {
            ArgumentList = { "-n", "--no-std-lib", "-c", "scope commands | where type in [built-in keyword] | get name | to text" },
            RedirectStandardOutput = true,
        };
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(start)!;
        string[] names = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(names.Order(StringComparer.Ordinal), CommandRules.BuiltIns.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void The_rehearsal_is_what_Nushell_says_of_a_package()
    {
        PackageSource source = EvaluationRehearsal.Source;
        using EvaluationRun run = Batch(source, source.Name).Start([new EvaluationRequest(source, new NuonRecord([]))], TestContext.Current.CancellationToken);
        string facts = Encoding.UTF8.GetString(run.ReadFacts()!.Value.Span);
        string drafts = Encoding.UTF8.GetString(run.Evaluate().Output.AsSpan());
        if (Environment.GetEnvironmentVariable("NUKA_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(Path.Combine(Checkout.Directory, "src/Nuka.Packages/Evaluation/rehearsal.json"), $"{facts}\n{drafts}");
        }

        Assert.Equal(Unnumbered(facts), Unnumbered(EvaluationRehearsal.Said[0]));
        Assert.Equal(drafts.TrimEnd(), EvaluationRehearsal.Said[1]);
        Assert.Equal("rehearsal", EvaluationRehearsal.Run().Name);

        static string Unnumbered(string text) => System.Text.RegularExpressions.Regex.Replace(text, "[0-9]+", "0");
    }

    private EvaluationBatch Batch(PackageSource source, params string[] packages) => new(
        new EvaluationSandbox(new EvaluatorTools(Nushell.ProgramPath!, launcher.Executable, "/usr/bin/bwrap", directory)),
        new PackageTarget("linux", "x86_64", "x86-64-v1"),
        [source],
        System.Collections.Frozen.FrozenSet.ToFrozenSet(packages, StringComparer.Ordinal));

    private static string Text(NuonRecord record, string name) => record.TryGet(name, out NuonValue? value) ? ((NuonString)value).Value : "";

    private PackageEvaluator Evaluator()
    {
        Assert.SkipWhen(Nushell.ProgramPath is null, "Nushell cannot be had");
        return new(new EvaluatorTools(Nushell.ProgramPath, launcher.Executable, "/usr/bin/bwrap", directory), new PackageTarget("linux", "x86_64", "x86-64-v1"));
    }

    private NuonRecord Evaluate(string text, NuonRecord options) =>
        Evaluator().Evaluate(new PackageSource("hello", "hello.nu", Encoding.UTF8.GetBytes(text)), ["gcc", "make"], options, TestContext.Current.CancellationToken);

    private string Refusal(string text)
    {
        try
        {
            ImmutableArray<Problem> problems = Evaluator().Audit(
                new PackageSource("hello", "hello.nu", Encoding.UTF8.GetBytes(text)), ["gcc", "make"], TestContext.Current.CancellationToken);
            return problems.IsEmpty ? "nothing was refused" : $"{problems[0].Place!.Line}:{problems[0].Place!.Column} {problems[0].Message}";
        }
        catch (NukaException error)
        {
            return $"{error.Problem.Place?.Line}:{error.Problem.Place?.Column} {error.Problem.Code} {error.Problem.Message} {string.Join(" / ", error.Problem.Reasons)}";
        }
    }
}
