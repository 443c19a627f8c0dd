using Nuka.Build.Safety;
using Nuka.Content.Trees;
using Nuka.Formats.Elf;
using Nuka.Store;

namespace Nuka.Build.Profiles;

/// <summary>
/// Shows the programs that need nothing beside themselves and that a build has shown to be memory-safe and to run anywhere; all others are handed to another
/// exposure. What is not known is not so.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="others">What shows the others; <see langword="null"/>: they are not shown.</param>
public sealed class StaticPrograms(ContentStore store, IProgramExposure? others = null) : IProgramExposure
{
    /// <summary>A program larger than that is not read to see what it needs: it is handed on.</summary>
    private const int LimitBytes = 512 << 20;

    /// <inheritdoc/>
    public ExposedProgram Expose(InstalledPackage package, string path, TreeEntry file) =>
        (long)file.Size <= LimitBytes && DirectPrograms.Contains(store, file.Digest) && StaticElf.NeedsNothing(ElfFile.TryRead(store.ReadBlob(file.Digest, LimitBytes)))
            ? ExposedProgram.AsItIs
            : others?.Expose(package, path, file) ?? ExposedProgram.Hidden("it is not known to be memory-safe and to need nothing, so it needs an environment");
}
