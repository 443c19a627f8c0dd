using System.Collections.Frozen;
using System.Collections.Immutable;
using Nuka.Build.Outputs;
using Nuka.Formats.Elf;
using Nuka.Packages.Identity;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Build.Safety;

/// <summary>
/// Judges the programs of a build: memory-safe is what nothing else than memory-safe languages went into, but for the C library and what compilers bring along. The
/// record of the build says it, and the file must agree. Run it before symbols are stripped.
/// </summary>
/// <param name="record">What compilers were seen to run.</param>
/// <param name="library">The names of the functions that are not counted.</param>
internal sealed class ProgramJudge(CompilerRecord record, Func<FrozenSet<string>> library)
{
    /// <summary>A program larger than that is not read: nothing is known of it.</summary>
    private const int LimitBytes = 512 << 20;

    private const int BeginningBytes = 20;

    /// <summary>The C library's and GCC's own shared libraries, which every dynamic program may need.</summary>
    private static readonly string[] SharedLibraries = ["libc.so.6", "libm.so.6", "libgcc_s.so.1", "libpthread.so.0", "libdl.so.2", "librt.so.1", "libutil.so.1"];

    private readonly Lazy<FrozenSet<string>> functions = new(library);

    /// <summary>Judges what a profile would show of a build.</summary>
    /// <param name="outputs">The outputs, unstripped.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>The programs that are machine code, in order.</returns>
    internal ImmutableArray<JudgedProgram> Judge(IEnumerable<BuildOutput> outputs, CancellationToken cancellation)
    {
        ImmutableArray<JudgedProgram>.Builder programs = ImmutableArray.CreateBuilder<JudgedProgram>();
        foreach (BuildOutput output in outputs)
        {
            OutputWalk.Run(
                output,
                entry =>
                {
                    if (entry.Status.Kind == FileKind.File && Path.GetDirectoryName(entry.Shown) is "usr/bin" or "usr/sbin" && JudgeFile(entry) is { } judged)
                    {
                        programs.Add(new JudgedProgram(output.Name, entry.Shown, judged.IsStatic, judged.Why));
                    }
                },
                cancellation);
        }

        return programs.ToImmutable();
    }

    /// <summary>Refuses a build whose package says that it is memory-safe, and that does not show it.</summary>
    /// <param name="package">The package.</param>
    /// <param name="programs">Its programs.</param>
    /// <exception cref="NukaException"><c>build/not-memory-safe</c>.</exception>
    internal static void RequireClaim(PackageIr package, ImmutableArray<JudgedProgram> programs)
    {
        ImmutableArray<string> reasons = [.. programs.Where(program => program.WhyUnsafe is not null).Select(program => $"{program.Path}: {program.WhyUnsafe}")];
        if (package.IsSaidSafe && !reasons.IsEmpty)
        {
            throw new Problem("build/not-memory-safe", $"{package.Name} says that it is memory-safe, and its build does not show it")
            {
                Reasons = reasons,
                Hints = ["build it without C (Go: CGO_ENABLED=0; Rust: no crates that compile C)", "or take `--safety memory-safe` out of the package file: it then runs in its environment"],
            }.ToException();
        }
    }

    private (bool IsStatic, string? Why)? JudgeFile(OutputEntry entry)
    {
        Span<byte> buffer = stackalloc byte[BeginningBytes];
        if (!ElfFile.IsElf(entry.ReadBeginning(buffer)))
        {
            return null;
        }

        if (entry.Status.SizeBytes > LimitBytes)
        {
            return (false, "it is too large to be read");
        }

        byte[] file = new byte[entry.Status.SizeBytes];
        using FileStream content = entry.OpenStream();
        content.ReadExactly(file);
        return ElfFile.TryRead(file) is { } elf
            ? (StaticElf.NeedsNothing(elf), record.WhyUnsafe ?? Needs(elf) ?? ProgramCode.WhyUnsafe(file, () => functions.Value))
            : (false, "it is damaged");
    }

    private static string? Needs(ElfFile elf) =>
        elf.Needed.Where(name => !SharedLibraries.Contains(name) && !name.StartsWith("ld-linux", StringComparison.Ordinal)).ToArray() is { Length: > 0 } others
            ? $"it needs {string.Join(", ", others)}" : null;
}
