using Nuka.Content.Trees;
using Nuka.Formats.Elf;
using Nuka.Store;

namespace Nuka.Build.Profiles;

/// <summary>Shows the programs that need nothing beside themselves, statically linked ones; all others are handed to another exposure.</summary>
/// <param name="store">The store.</param>
/// <param name="others">What shows the others; <see langword="null"/>: they are not shown.</param>
public sealed class StaticPrograms(ContentStore store, IProgramExposure? others = null) : IProgramExposure
{
    /// <summary>A program larger than that is not read to see what it needs: it is handed on.</summary>
    private const int LimitBytes = 512 << 20;

    /// <inheritdoc/>
    public ExposedProgram Expose(InstalledPackage package, string path, TreeEntry file) =>
        (long)file.Size <= LimitBytes && NeedsNothing(ElfFile.TryRead(store.ReadBlob(file.Digest, LimitBytes))) ? ExposedProgram.AsItIs
        : others?.Expose(package, path, file) ?? ExposedProgram.Hidden("it is not statically linked, so it needs an environment");

    private static bool NeedsNothing(ElfFile? elf) =>
        elf is { Kind: ElfKind.Executable or ElfKind.Shared, Interpreter: null, Needed.IsEmpty: true };
}
