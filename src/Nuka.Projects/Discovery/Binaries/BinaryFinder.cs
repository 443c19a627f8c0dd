using Nuka.Formats.Elf;
using Nuka.Projects.Discovery.DotNet;
using Nuka.Projects.Discovery.Files;

namespace Nuka.Projects.Discovery.Binaries;

/// <summary>What programs and libraries that are built already need: interpreter, NEEDED, and names they load while they run.</summary>
internal static class BinaryFinder
{
    // Found by every program of the GNU C library; no evidence beyond the interpreter is of use.
    private static readonly Dictionary<string, int> Machines = new(StringComparer.Ordinal) { ["x64"] = 62, ["arm64"] = 183, ["arm"] = 40, ["riscv64"] = 243 };

    /// <summary>Looks at every ELF file.</summary>
    /// <param name="files">A project, a package, or a directory of artefacts.</param>
    /// <param name="sink">Where needs go.</param>
    /// <param name="architecture">The machine, in npm's words.</param>
    /// <param name="origin">Why they are looked at.</param>
    /// <param name="only">The one file to look at, or <see langword="null"/> for all; the others still count as what the project brings.</param>
    public static void Find(SourceFiles files, NeedSink sink, string architecture, NeedOrigin origin, string? only = null)
    {
        Dictionary<string, (ElfFile Elf, string[] Loaded)> binaries = new(StringComparer.Ordinal);
        foreach (string path in files.Paths.Where(path => path == only || MayBeBinary(files, path)))
        {
            if (files.ReadBytes(path, ScanLimits.BinaryBytes) is { } bytes && ElfFile.TryRead(bytes) is { } elf
                && elf.Machine == Machines.GetValueOrDefault(architecture))
            {
                bool isAskedFor = IsAskedFor(path, only);
                binaries[path] = (elf, isAskedFor ? [.. LoadedLibraries.Of(bytes, elf)] : []);
                if (isAskedFor && elf.Interpreter is not null && !(origin == NeedOrigin.Observed && IsForMusl(elf)))
                {
                    FindDotNet(bytes, files.Label + path, sink, command: origin == NeedOrigin.Command);
                }
            }
        }

        HashSet<string> brought = [.. binaries.Keys.Select(path => path[(path.LastIndexOf('/') + 1)..]), .. binaries.Values.Select(b => b.Elf.SoName ?? "")];
        foreach ((string path, (ElfFile elf, string[] loaded)) in binaries.Where(pair => IsAskedFor(pair.Key, only)))
        {
            if (origin == NeedOrigin.Observed && IsForMusl(elf))
            {
                continue;
            }

            Add(files.Label + path, elf, loaded, brought, sink, origin);
        }

        foreach (string path in files.Named(name => name.EndsWith(".runtimeconfig.json", StringComparison.Ordinal)))
        {
            RuntimeSettings.FindLibraries(files, path, sink);
        }
    }

    /// <summary>A program of .NET in one file; or one that looks for ICU of any version, as those do that were compiled ahead of time.</summary>
    private static void FindDotNet(byte[] bytes, string file, NeedSink sink, bool command)
    {
        if (SingleFileBundle.TryRead(bytes, out string settings))
        {
            RuntimeSettings.Find(new SourceText(file, settings), new Evidence(file, 0, "bundle of .NET"), sink, command);
        }
        else if (bytes.AsSpan().IndexOf("\0libicuuc.so\0"u8) >= 0)
        {
            sink.AddKnown("tool", "dotnet-icu", new Evidence(file, 0, "loads libicuuc.so"));
        }
    }

    /// <summary>Packages bring binaries for musl beside those for the GNU C library, and load the ones that suit the system.</summary>
    private static bool IsForMusl(ElfFile elf) =>
        elf.Interpreter?.Contains("/ld-musl-", StringComparison.Ordinal) == true || elf.Needed.Any(name => name.StartsWith("libc.musl-", StringComparison.Ordinal));

    private static void Add(string file, ElfFile elf, string[] loaded, HashSet<string> brought, NeedSink sink, NeedOrigin origin)
    {
        if (elf.Interpreter is { } interpreter)
        {
            sink.Add(NeedKind.SharedLibrary, interpreter[(interpreter.LastIndexOf('/') + 1)..], new Evidence(file, 0, $"interpreter {interpreter}"), origin: origin);
        }

        foreach (string soname in elf.Needed.Where(soname => !brought.Contains(soname[(soname.LastIndexOf('/') + 1)..])))
        {
            // musl's own library belongs to binaries for other systems, which lie beside those for this one.
            bool foreign = soname.StartsWith("libc.musl-", StringComparison.Ordinal) || soname == "libc.so";
            if (!foreign)
            {
                sink.Add(NeedKind.SharedLibrary, soname, new Evidence(file, 0, $"NEEDED {soname}"), origin: origin);
            }
        }

        foreach (string soname in loaded.Where(soname => !brought.Contains(soname)).Take(64))
        {
            sink.Add(NeedKind.SharedLibrary, soname, new Evidence(file, 0, $"loads {soname}"), optional: true, origin);
        }
    }

    /// <summary>Everything; or the one file that is asked for, with the libraries beside it.</summary>
    private static bool IsAskedFor(string path, string? only) => only is null || path == only || IsBeside(path, only);

    private static bool IsBeside(string path, string only) =>
        path.StartsWith(only[..(only.LastIndexOf('/') + 1)], StringComparison.Ordinal) && path.Contains(".so", StringComparison.Ordinal);

    private static bool MayBeBinary(SourceFiles files, string path)
    {
        string name = path[(path.LastIndexOf('/') + 1)..];
        int dot = name.LastIndexOf('.');
        return name.EndsWith(".node", StringComparison.Ordinal) || name.EndsWith(".so", StringComparison.Ordinal) || name.Contains(".so.", StringComparison.Ordinal)
            || (dot <= 0 && files.IsExecutable(path)) || name.EndsWith(".bin", StringComparison.Ordinal) || name.EndsWith(".AppImage", StringComparison.Ordinal);
    }
}
