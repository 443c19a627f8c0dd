using System.Collections.Immutable;
using Nuka.Build.Sources;
using Nuka.Graft.NuGet;

namespace Nuka.Build.Tests.Sources;

/// <summary>Locks of real programs against the registries that this machine is configured for.</summary>
[Trait("tier", "full")]
public sealed class RealLocksTests : IDisposable
{
    private readonly SourceBench bench = new();

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData("true")]
    [InlineData("false")]
    public async Task Npm_installs_a_web_server_from_the_lock_that_it_wrote_itself(string omitsAddresses)
    {
        string app = Directory.CreateDirectory(bench.File("app")).FullName;
        File.WriteAllText(Path.Combine(app, "package.json"), """{"name": "app", "version": "1.0.0", "dependencies": {"express": "4.21.2", "esbuild": "0.25.0"}}""");
        string? locked = Command(app, "npm", ["install", "--package-lock-only", $"--omit-lockfile-registry-resolved={omitsAddresses}"]);
        Assert.SkipWhen(locked is null, "npm has no registry here");
        bench.Registry = Command(app, "npm", ["config", "get", "registry"])!.Trim();
        FetchedSource source = await Get(File.ReadAllText(Path.Combine(app, "package-lock.json")), "package-lock.json", "npm");
        string directory = bench.File("src-1");
        bench.Store.Store.Export(source.Tree, directory, TestContext.Current.CancellationToken);
        Assert.NotNull(Oracle.Run(app, "npm", ["ci"], source.VariablesAt(directory)));
        string[] program = ["-e", "console.log(typeof require('express'), require('esbuild').version)"];
        Assert.Equal("function 0.25.0", Oracle.Run(app, "node", program, source.VariablesAt(directory))!.Trim());
    }

    [Fact]
    public async Task The_packages_of_nukas_own_locks_are_had_and_are_what_the_locks_state()
    {
        string settings = Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/", ".nuget/NuGet/NuGet.Config");
        ImmutableArray<NuGetFeed> feeds = NuGetConfiguration.Read([settings]);
        Assert.SkipWhen(feeds.IsEmpty, "NuGet has no sources here");
        bench.Feeds = [.. feeds.Select(feed => feed.Index.AbsoluteUri)];
        FetchedSource source = await Get(Checkout.Read("tests/Nuka.Build.Tests/packages.lock.json"), "packages.lock.json", "nuget");
        Assert.Contains("packages/fscheck.", string.Join('\n', bench.Store.Names(source.Tree)), StringComparison.Ordinal);
    }

    private async Task<FetchedSource> Get(string text, string name, string manager) =>
        (await bench.Fetcher().GetAsync(SourceBench.Package(bench.Locked(text, name, manager)), TestContext.Current.CancellationToken))[0];

    /// <summary>Runs a program as the person who tests would.</summary>
    private static string? Command(string directory, string program, string[] arguments)
    {
        try
        {
            System.Diagnostics.ProcessStartInfo start = new(program, arguments) { WorkingDirectory = directory, RedirectStandardOutput = true, RedirectStandardError = true };
            using System.Diagnostics.Process process = System.Diagnostics.Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
