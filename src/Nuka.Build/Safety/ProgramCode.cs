using System.Collections.Immutable;
using Nuka.Formats.Elf;

namespace Nuka.Build.Safety;

/// <summary>
/// Tells from an ELF file what its code was made by, before symbols are stripped: the confirmation of what the build record says. Every function has to
/// be explained, by its language or as one of the C library's; what is not known is not memory-safe.
/// </summary>
public static class ProgramCode
{
    private const string GoSection = ".go.buildinfo";
    private const int ShownFunctions = 4;

    /// <summary>What rustc makes without mangling: the entry point, and what its allocator and its panics are called.</summary>
    private static readonly string[] RustNames = ["main", "rust_begin_unwind", "rust_eh_personality", "rust_panic", "rust_oom"];

    private static readonly string[] RustBeginnings = ["__rust_", "__rg_", "__rdl_"];

    /// <summary>Looks for code that is not memory-safe.</summary>
    /// <param name="file">The whole file, with its symbols.</param>
    /// <param name="library">Names of the functions of the C library and the compiler's own; asked for only where they are needed.</param>
    /// <returns><see langword="null"/> if there is none; else why it cannot be ruled out.</returns>
    public static string? WhyUnsafe(ReadOnlySpan<byte> file, Func<IReadOnlySet<string>> library)
    {
        ArgumentNullException.ThrowIfNull(library);
        if (ElfSectionTable.TryRead(file) is not { } table)
        {
            return "it is damaged";
        }

        if (table.Find(GoSection) is { } go)
        {
            // The Go linker writes how it was called (runtime/debug.BuildInfo); no other tool makes this section.
            return go.ContentOf(file).IndexOf("build\tCGO_ENABLED=0\n"u8) >= 0 ? null : "it is Go that may call C: it was not built with CGO_ENABLED=0";
        }

        return ElfFunctions.TryRead(file, table) is { Count: > 0 } functions ? WhyUnsafe(functions, library()) : "it has no symbols that tell what is in it";
    }

    private static string? WhyUnsafe(IReadOnlyList<ElfFunction> functions, IReadOnlySet<string> library)
    {
        if (!functions.Any(function => IsRust(function.Name)))
        {
            return "it is made in no language that nuka knows to be memory-safe";
        }

        ImmutableArray<string> strange =
        [
            .. functions.Select(function => function.Name)
                .Where(name => !IsRust(name) && !RustNames.Contains(name) && !RustBeginnings.Any(beginning => name.StartsWith(beginning, StringComparison.Ordinal)) && !library.Contains(name))
                .Distinct().Order(StringComparer.Ordinal),
        ];
        return strange.IsEmpty ? null : $"nothing explains {string.Join(", ", strange.Take(ShownFunctions).Select(name => name.Length == 0 ? "a function without a name" : name))}"
            + (strange.Length > ShownFunctions ? $" and {strange.Length - ShownFunctions} more functions" : "");
    }

    /// <summary>Names as rustc mangles them: <c>_R…</c> (RFC 2603), or the older <c>_ZN…17h</c>, 16 hexadecimal digits, <c>E</c>, which C++ never makes.</summary>
    private static bool IsRust(string name)
    {
        if (name.StartsWith("_R", StringComparison.Ordinal))
        {
            return name.Length > 2 && char.IsAsciiLetterUpper(name[2]);
        }

        const string Mark = "17h";
        const int Digits = 16;
        int hash = name.LastIndexOf(Mark, StringComparison.Ordinal) + Mark.Length;
        int end = hash + Digits;
        return name.StartsWith("_ZN", StringComparison.Ordinal) && hash > Mark.Length && end < name.Length && name[hash..end].All(char.IsAsciiHexDigitLower)
            && name[end] == 'E' && (end + 1 == name.Length || name[end + 1] == '.');
    }
}
