using Nuka.Formats.Elf;

namespace Nuka.Build.Safety;

/// <summary>Tells programs that need nothing beside themselves.</summary>
internal static class StaticElf
{
    /// <summary>Whether the kernel alone starts it: no interpreter, no libraries.</summary>
    /// <param name="elf">The file; <see langword="null"/> for what is none.</param>
    internal static bool NeedsNothing(ElfFile? elf) => elf is { Kind: ElfKind.Executable or ElfKind.Shared, Interpreter: null, Needed.IsEmpty: true };
}
