using System.Text;
using Nuka.Formats.Nuon;
using Nuka.Formats.Tests.Nuon;
using Nuka.Packages.Evaluation;
using Nuka.Packages.Identity;
using Nuka.Platform.Errors;
using Nuka.Sandbox.Tests.Machine;
using Nuka.Store;

namespace Nuka.Packages.Tests;

/// <summary>A directory of package files, a store, and the real evaluator.</summary>
public abstract class PackageSetFixture : IDisposable
{
    private readonly LauncherBuild launcher;
    private readonly string top = Directory.CreateTempSubdirectory("nuka-set-").FullName;
    private readonly ContentStore store;

    protected PackageSetFixture(LauncherBuild launcher)
    {
        this.launcher = launcher;
        Set = Directory.CreateDirectory(Path.Combine(top, "set")).FullName;
        store = ContentStore.Open(new StoreOptions { Directory = Path.Combine(top, "store"), TimeProvider = TimeProvider.System });
    }

    protected string Set { get; }

    public void Dispose()
    {
        store.Dispose();
        Directory.Delete(top, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Writes a file of the set.</summary>
    protected void Write(string name, string text)
    {
        string path = Path.Combine(Set, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text, new UTF8Encoding(false));
    }

    /// <summary>Writes a package that is made from nothing but other packages.</summary>
    protected void Package(string name, string packages = "", string options = "{}", string flags = "") =>
        Write($"{name}.nu", $"{(packages.Length == 0 ? "" : $"use pkgs [{packages}]\n")}export def main [{flags}] {{\n"
            + $"  derivation {name} \"1\" [] [{string.Join(' ', packages.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => "$" + one))}]"
            + $" --options {options} {{|pkgs, src| ^make }}\n}}\n");

    protected ContentStore Store => store;

    /// <summary>The real programs.</summary>
    protected EvaluatorTools Tools
    {
        get
        {
            Assert.SkipWhen(Nushell.ProgramPath is null, "Nushell cannot be had");
            return new EvaluatorTools(Nushell.ProgramPath, launcher.Executable, "/usr/bin/bwrap", top);
        }
    }

    protected PackageCloser Closer(EvaluationCache? cache = null, EvaluatorTools? tools = null, string level = "x86-64-v1") => new(
        new PackageSet(Set),
        tools ?? Tools,
        new PackageTarget("linux", "x86_64", level),
        Runtime,
        new LocalSources(store, "/usr/bin/git", _ => { }, TestContext.Current.CancellationToken).Import,
        cache);

    protected Task<PackageIr> Close(string name, string options = "{}", string level = "x86-64-v1") =>
        Closer(level: level).CloseAsync(name, (NuonRecord)NuonDocument.Read(options, "options"), TestContext.Current.CancellationToken);

    private static PackageRuntime? Runtime(string name) => name is "base" or "other"
        ? new PackageRuntime(name, "1", [new GraftIr("deb", name + "-files", "12", "amd64", new string('0', 64), "cleaning/1")]) : null;

    /// <summary>What is said of a package that cannot be closed, with its place as FILE:LINE:COLUMN.</summary>
    protected async Task<(string Place, Problem Problem)> Refusal(string name, string options = "{}", string level = "x86-64-v1")
    {
        Problem problem = (await Assert.ThrowsAsync<NukaException>(() => Close(name, options, level))).Problem;
        return ($"{Path.GetFileName(problem.Place?.File)}:{problem.Place?.Line}:{problem.Place?.Column}", problem);
    }
}
