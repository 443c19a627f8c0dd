using System.Collections.Immutable;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Formats.Elf;
using Nuka.Store;

namespace Nuka.Build.Outputs.References;

/// <summary>Reads the files of one tree for what they name.</summary>
internal sealed class TreeWordFinder(ContentStore store, Digest tree)
{
    /// <summary>The largest program that is read: one array holds no more.</summary>
    private const int ProgramLimitBytes = int.MaxValue - 64;

    /// <summary>Where scripts are examples: nobody runs them there.</summary>
    private static ReadOnlySpan<byte> Documents => "usr/share/doc/"u8;

    private readonly ImmutableArray<ReferenceWord>.Builder words = ImmutableArray.CreateBuilder<ReferenceWord>();
    private readonly HashSet<string> libraries = new(StringComparer.Ordinal);
    private readonly JoinedTrees own = new(store, [tree]);

    internal TreeWords Find()
    {
        Walk(store.ReadTree(tree), []);
        return new TreeWords(words.ToImmutable(), [.. libraries]);
    }

    private void Walk(Tree directory, byte[] above)
    {
        foreach (TreeEntry entry in directory.Entries)
        {
            byte[] path = above.Length == 0 ? entry.Name.Bytes.ToArray() : [.. above, (byte)'/', .. entry.Name.Bytes];
            switch (entry.Kind)
            {
                case TreeEntryKind.Directory:
                    Walk(store.ReadTree(entry.Digest), path);
                    break;
                case TreeEntryKind.Symlink:
                    // A link inside of the tree says nothing about others.
                    if (own.Resolve(above, entry.Target.Span, mayBeDirectory: true) is null)
                    {
                        words.Add(new ReferenceWord(ReferenceKind.Link, path, [entry.Target.ToArray()]) { IsOptional = true });
                    }

                    break;
                default:
                    ReadFile(entry, path);
                    break;
            }
        }
    }

    private void ReadFile(TreeEntry entry, byte[] path)
    {
        if (entry.Name.Bytes.EndsWith(".pc"u8) && entry.Size <= ModuleFile.LimitBytes)
        {
            AddAll(ReferenceKind.Module, path, ModuleFile.Requires(store.ReadBlob(entry.Digest, ModuleFile.LimitBytes)).Select(Encoding.UTF8.GetBytes));
            return;
        }

        Span<byte> beginning = stackalloc byte[ScriptLine.LengthBytes];
        using (Stream content = store.OpenBlob(entry.Digest))
        {
            beginning = beginning[..content.ReadAtLeast(beginning, beginning.Length, throwOnEndOfStream: false)];
        }

        if (ElfFile.IsElf(beginning))
        {
            ReadProgram(entry, path);
        }
        else if (entry.IsExecutable && !path.AsSpan().StartsWith(Documents))
        {
            AddAll(ReferenceKind.Script, path, ScriptLine.Programs(beginning));
        }
    }

    private void ReadProgram(TreeEntry entry, byte[] path)
    {
        byte[] content = store.ReadBlob(entry.Digest, ProgramLimitBytes);
        if (ElfFile.TryRead(content) is not { } program || program.Kind is not (ElfKind.Executable or ElfKind.Shared))
        {
            return;
        }

        if (program.Interpreter is { } interpreter)
        {
            AddAll(ReferenceKind.Interpreter, path, [Encoding.UTF8.GetBytes(interpreter)]);
        }

        if (InterpreterModules.DirectoryOf(path) is { } modules)
        {
            words.Add(new ReferenceWord(ReferenceKind.Modules, path, [modules]) { IsOptional = true });
        }

        ImmutableArray<byte[]> searched = [.. program.SearchPaths.Select(Encoding.UTF8.GetBytes)];
        foreach (string needed in program.Needed)
        {
            words.Add(new ReferenceWord(ReferenceKind.Library, path, [Encoding.UTF8.GetBytes(needed)]) { SearchPaths = searched });
        }

        foreach ((ImmutableArray<byte[]> names, bool isOptional) in DlopenNotes.Read(content))
        {
            words.Add(new ReferenceWord(ReferenceKind.Loaded, path, names) { IsOptional = isOptional, SearchPaths = searched });
        }

        if (program is { Kind: ElfKind.Shared, IsDynamic: true })
        {
            libraries.Add(program.SoName ?? entry.Name.ToString());
        }
    }

    private void AddAll(ReferenceKind kind, byte[] path, IEnumerable<byte[]> names) =>
        words.AddRange(names.Select(name => new ReferenceWord(kind, path, [name])));
}
