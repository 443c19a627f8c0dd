using System.Collections.Frozen;
using Nuka.Content.Archives;
using Nuka.Formats.Elf;

namespace Nuka.Build.Safety;

/// <summary>The names of the functions that every static program may hold whatever it is written in: those of the C library, its start files and the compiler's own library.</summary>
internal static class LibraryFunctions
{
    private static readonly string[] Names =
    [
        "libc.a", "libm.a", "libmvec.a", "libpthread.a", "libdl.a", "librt.a", "libutil.a", "libgcc.a", "libgcc_eh.a", "libunwind.a",
        "crt1.o", "rcrt1.o", "Scrt1.o", "gcrt1.o", "crti.o", "crtn.o", "crtbegin.o", "crtbeginS.o", "crtbeginT.o", "crtend.o", "crtendS.o",
    ];

    /// <summary>Reads them.</summary>
    /// <param name="layers">The directories of the build root on this machine that count: the runtime's, not those of packages.</param>
    internal static FrozenSet<string> Read(IEnumerable<string> layers)
    {
        HashSet<string> functions = new(StringComparer.Ordinal);
        foreach (string directory in layers.SelectMany(Directories))
        {
            IEnumerable<string> mathematics = Directory.EnumerateFiles(directory, "libm-*.a"); // glibc's libm.a is a text that names it with its version
            foreach (FileInfo file in Names.Select(name => Path.Combine(directory, name)).Concat(mathematics).Select(path => new FileInfo(path)).Where(file => file.Exists))
            {
                using FileStream content = file.OpenRead();
                if (file.Extension == ".o")
                {
                    Add(functions, content, file.Length);
                }
                else
                {
                    AddMembers(functions, content);
                }
            }
        }

        return functions.ToFrozenSet(StringComparer.Ordinal);
    }

    /// <summary>Where compilers look for these: a directory for all machines, one for each, and those of each version of GCC.</summary>
    private static IEnumerable<string> Directories(string layer)
    {
        string top = Path.Combine(layer, "usr/lib");
        return Below(Path.Combine(top, "gcc")).SelectMany(Below).Concat(Below(top).Where(one => one.EndsWith("-linux-gnu", StringComparison.Ordinal))).Append(top);
    }

    private static string[] Below(string directory) => Directory.Exists(directory) ? [.. Directory.EnumerateDirectories(directory).Order(StringComparer.Ordinal)] : [];

    private static void AddMembers(HashSet<string> functions, Stream content)
    {
        try
        {
            using ArReader reader = new(content);
            while (reader.Next() is { } member)
            {
                Add(functions, member.Content, member.SizeBytes);
            }
        }
        catch (Platform.Errors.NukaException)
        {
            // Text that the linker reads, or damaged: what it would explain stays unexplained.
        }
    }

    private static void Add(HashSet<string> functions, Stream content, long sizeBytes)
    {
        byte[] file = new byte[(int)Math.Min(sizeBytes, 64 << 20)];
        content.ReadExactly(file);
        if (ElfFile.IsElf(file) && ElfSectionTable.TryRead(file) is { } table && ElfFunctions.TryRead(file, table) is { } found)
        {
            functions.UnionWith(found.Select(function => function.Name).Where(name => name.Length > 0));
        }
    }
}
