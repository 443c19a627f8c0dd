using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Nuka.Build.Running;
using Nuka.Platform.Files;
using Nuka.Sandbox.Plans;

namespace Nuka.Build.Safety;

/// <summary>
/// Sees which compilers of languages that are not memory-safe a build runs: in the place of each stands a script that notes it and starts the real one. What of these
/// cannot be moved (it looks for its own files beside itself) is told as being there, which counts as much as if it had run.
/// </summary>
internal sealed class CompilerWatch
{
    private const string Noted = "/run/nuka/compilers";
    private const string Real = "/run/nuka/compiler-";
    private const string NotesName = "compilers";

    /// <summary>The programs of GCC that compile one language each, and assemblers: their drivers start them, whatever these are called.</summary>
    private static readonly FrozenSet<string> Movable =
        new[] { "cc1", "cc1plus", "cc1obj", "cc1objplus", "f951", "gnat1", "cc1gm2", "cc1d", "d21", "as", "nasm", "yasm" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly string[] Fixed = ["clang", "tcc", "zig", "icx", "pcc"];

    private readonly ImmutableArray<(string Path, string File)> watched;

    private CompilerWatch(ImmutableArray<(string Path, string File)> watched, ImmutableArray<string> unwatched) => (this.watched, Unwatched) = (watched, unwatched);

    /// <summary>The compilers that are there and are not seen when they run: their paths in the root, in order.</summary>
    internal ImmutableArray<string> Unwatched { get; }

    /// <summary>Looks for compilers in a root.</summary>
    /// <param name="layers">Its directories on this machine, topmost first.</param>
    internal static CompilerWatch Of(IEnumerable<string> layers)
    {
        SortedDictionary<string, string> found = new(StringComparer.Ordinal);
        bool hasShell = false;
        foreach (string layer in layers)
        {
            hasShell |= File.Exists(Path.Combine(layer, "usr/bin/dash")) || File.Exists(Path.Combine(layer, "usr/bin/bash"));
            foreach (string file in Candidates(layer))
            {
                found.TryAdd("/" + Path.GetRelativePath(layer, file), file);
            }
        }

        ILookup<bool, KeyValuePair<string, string>> all = found.ToLookup(pair => hasShell && Movable.Contains(Tool(pair.Key)));
        return new CompilerWatch([.. all[true].Select(pair => (pair.Key, pair.Value))], [.. all[false].Select(pair => pair.Key)]);
    }

    /// <summary>What a build is given to be watched.</summary>
    /// <param name="directory">The directory of the build on this machine; the scripts and the notes are written there.</param>
    internal IEnumerable<SandboxMount> Mounts(string directory)
    {
        if (watched.IsEmpty)
        {
            yield break;
        }

        string place = PrivateDirectory.Make(Path.Combine(directory, "watch"));
        string notes = Path.Combine(place, NotesName);
        File.WriteAllBytes(notes, []);
        yield return new BindMount(notes, Noted, BindAccess.Write) { IsFile = true };
        foreach (((string path, string file), int index) in watched.Select((one, index) => (one, index)))
        {
            // The name stays: messages of compilers begin with it.
            string real = string.Create(CultureInfo.InvariantCulture, $"{Real}{index}/{Path.GetFileName(path)}");
            string script = Path.Combine(place, index.ToString(CultureInfo.InvariantCulture));
            AtomicFile.Write(script, Encoding.UTF8.GetBytes(Script(Tool(path), real)), mode: 0x16D);
            yield return new BindMount(file, real) { IsFile = true };
            yield return new BindMount(script, path) { IsFile = true };
        }
    }

    /// <summary>What ran, after the build.</summary>
    /// <param name="directory">The directory of the build.</param>
    internal CompilerRecord Read(string directory)
    {
        string notes = Path.Combine(directory, "watch", NotesName);
        string[] lines = watched.IsEmpty || !File.Exists(notes) ? [] : File.ReadAllLines(notes);
        return new CompilerRecord([.. lines.Where(line => line.Length > 0).Distinct().Order(StringComparer.Ordinal)], Unwatched);
    }

    /// <summary>
    /// Preprocessing and printing a version compile nothing. What cannot be noted must not run. The build's directory is kept out of names of source files here
    /// and not by CFLAGS, which programs record.
    /// </summary>
    private static string Script(string tool, string real)
    {
        string start = $"exec {real}{Mapped(tool)} \"$@\"";
        return $"#!/bin/sh\nfor word; do case $word in -E | --version) {start} ;; esac; done\necho {tool} >> {Noted} || exit 1\n{start}\n";
    }

    private static string Mapped(string tool) => tool switch
    {
        "nasm" or "yasm" => "",
        "as" => $" --debug-prefix-map={BuildPlaces.Work}=.",
        _ => $" -ffile-prefix-map={BuildPlaces.Work}=.",
    };

    private static IEnumerable<string> Candidates(string layer)
    {
        foreach (string top in (string[])["usr/lib/gcc", "usr/libexec/gcc"])
        {
            foreach (string file in Files(Path.Combine(layer, top), SearchOption.AllDirectories).Where(file => Movable.Contains(Path.GetFileName(file))))
            {
                yield return file;
            }
        }

        IEnumerable<string> programs = Files(Path.Combine(layer, "usr/bin"), SearchOption.TopDirectoryOnly);
        string libraries = Path.Combine(layer, "usr/lib");
        IEnumerable<string> llvm = Directory.Exists(libraries)
            ? Directory.EnumerateDirectories(libraries, "llvm-*").SelectMany(one => Files(Path.Combine(one, "bin"), SearchOption.TopDirectoryOnly)) : [];
        foreach (string file in programs.Concat(llvm).Where(file => Movable.Contains(Tool(file)) || Fixed.Any(name => IsNamed(Path.GetFileName(file), name))))
        {
            yield return file;
        }
    }

    private static IEnumerable<string> Files(string directory, SearchOption depth) =>
        Directory.Exists(directory) ? new DirectoryInfo(directory).EnumerateFiles("*", depth).Where(file => file.LinkTarget is null).Select(file => file.FullName) : [];

    /// <summary><c>as</c> of <c>x86_64-linux-gnu-as</c>: a tool for a named machine is that tool.</summary>
    private static string Tool(string path)
    {
        string name = Path.GetFileName(path);
        return name.EndsWith("-as", StringComparison.Ordinal) ? "as" : name;
    }

    private static bool IsNamed(string file, string tool) =>
        file == tool || (file.StartsWith(tool, StringComparison.Ordinal) && (file[tool.Length] is '-' or '+' || char.IsAsciiDigit(file[tool.Length])));
}
