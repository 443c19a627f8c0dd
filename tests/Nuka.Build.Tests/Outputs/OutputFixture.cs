using System.Diagnostics;
using System.Text;
using Nuka.Build.Outputs;
using Nuka.Build.Outputs.References;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Store;

namespace Nuka.Build.Tests.Outputs;

/// <summary>A place of its own with a store, and short ways to make outputs in it with real tools.</summary>
public abstract class OutputFixture : IDisposable
{
    private readonly string place = Directory.CreateTempSubdirectory("nuka-outputs-").FullName;
    private ContentStore? store;

    internal string Place => place;

    internal ContentStore Store => store ??= ContentStore.Open(new StoreOptions
    {
        Directory = Path.Combine(place, "state/store"),
        TimeProvider = TimeProvider.System,
    });

    /// <summary>The directory of an output; it exists.</summary>
    internal string Root(string name) => Directory.CreateDirectory(Path.Combine(place, name)).FullName;

    internal BuildOutput Output(string name = "out") => new(name, Root(name));

    /// <summary>Writes a file of an output.</summary>
    internal string Put(string output, string path, byte[] content, bool executable = false)
    {
        string full = Path.Combine(Root(output), path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, content);
        using DirectoryHandle parent = DirectoryHandle.Open(Path.GetDirectoryName(full)!);
        parent.SetMode(Encoding.UTF8.GetBytes(Path.GetFileName(full)), executable ? 0x1EDu : 0x1A4u);
        return full;
    }

    internal string Put(string output, string path, string content, bool executable = false) => Put(output, path, Encoding.UTF8.GetBytes(content), executable);

    internal void Link(string output, string path, string target)
    {
        string full = Path.Combine(Root(output), path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.CreateSymbolicLink(full, target);
    }

    /// <summary>Compiles one C file into an output.</summary>
    internal string Compile(string output, string path, string source, params string[] arguments)
    {
        string full = Path.Combine(Root(output), path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        string file = Path.Combine(Root($"sources/{Guid.NewGuid():N}"), "source.c");
        File.WriteAllText(file, source);
        Demand("gcc", [.. (string[])["-o", full, file], .. arguments]);
        return full;
    }

    /// <summary>Puts an output into the store.</summary>
    internal ReferenceOwner Owner(string name, bool isDeclared = true) => new(name, Store.ImportDirectory(Root(name)).Digest, isDeclared);

    internal static Problem Refused(Action action) => Assert.Throws<NukaException>(action).Problem;

    internal static (int Code, string Output) Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }

    internal static string Demand(string program, params string[] arguments)
    {
        (int code, string output) = Run(program, arguments);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)}: {code}\n{output}");
        return output;
    }

    public void Dispose()
    {
        store?.Dispose();
        Demand("rm", "-rf", place);
        GC.SuppressFinalize(this);
    }
}
