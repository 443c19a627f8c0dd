namespace Nuka.Graft.Index;

/// <summary>
/// Decides by its path what a file is to somebody who misses it, and under which key it is looked up. Works on bytes and makes no
/// strings: seven million paths pass through it.
/// </summary>
internal static class ContentsClassifier
{
    /// <summary>Classifies a path.</summary>
    /// <param name="path">Without a first slash.</param>
    /// <param name="scratch">Room for a key that is not a part of the path; at least as long as twice the path.</param>
    /// <param name="key">The key; part of <paramref name="path"/> or of <paramref name="scratch"/>.</param>
    /// <returns><see cref="ContentsKind.Other"/> if it is not kept.</returns>
    internal static ContentsKind Classify(ReadOnlySpan<byte> path, Span<byte> scratch, out ReadOnlySpan<byte> key)
    {
        int slash = path.LastIndexOf((byte)'/');
        ReadOnlySpan<byte> name = path[(slash + 1)..];
        ReadOnlySpan<byte> directory = slash < 0 ? default : path[..slash];
        key = name;
        if (name.IsEmpty || path.StartsWith("usr/share/doc/"u8))
        {
            return ContentsKind.Other;
        }

        if (IsProgramDirectory(directory))
        {
            return ContentsKind.Program;
        }

        if (path.StartsWith("usr/include/"u8))
        {
            return ContentsKind.Header;
        }

        bool isLibraryDirectory = path.StartsWith("usr/lib"u8) || path.StartsWith("lib"u8);
        if (isLibraryDirectory && IsLibrary(name))
        {
            return path.IndexOf("/python3"u8) >= 0 ? ClassifyPython(path, name, scratch, ref key) : ContentsKind.Library;
        }

        return ClassifyByEnding(path, name, isLibraryDirectory, scratch, ref key);
    }

    private static ContentsKind ClassifyByEnding(
        ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, bool isLibraryDirectory, Span<byte> scratch, ref ReadOnlySpan<byte> key)
    {
        if (name.EndsWith(".pc"u8))
        {
            key = name[..^3];
            return path.IndexOf("/pkgconfig/"u8) >= 0 ? ContentsKind.PkgConfig : ContentsKind.Other;
        }

        if (name.EndsWith(".cmake"u8))
        {
            return name.EndsWith("Config.cmake"u8) || name.EndsWith("-config.cmake"u8) || name.StartsWith("Find"u8)
                ? ContentsKind.CMake : ContentsKind.Other;
        }

        if (name.EndsWith(".py"u8) || name.EndsWith(".so"u8))
        {
            return ClassifyPython(path, name, scratch, ref key);
        }

        if (name.EndsWith(".h"u8) || name.EndsWith(".hpp"u8))
        {
            return isLibraryDirectory && path.IndexOf("/include/"u8) >= 0 ? ContentsKind.Header : ContentsKind.Other;
        }

        if (name.EndsWith(".pm"u8))
        {
            return ClassifyPerl(path, scratch, ref key);
        }

        return name.EndsWith(".typelib"u8) || name.EndsWith(".gir"u8) ? ContentsKind.Introspection
            : name.EndsWith(".m4"u8) && path.StartsWith("usr/share/aclocal"u8) ? ContentsKind.Macro
            : ContentsKind.Other;
    }

    /// <summary>The directories of the usual search path. Source: FHS 3.0, and Debian's login.defs.</summary>
    private static bool IsProgramDirectory(ReadOnlySpan<byte> directory)
    {
        ReadOnlySpan<byte> rest = directory.StartsWith("usr/"u8) ? directory[4..] : directory;
        return rest.SequenceEqual("bin"u8) || rest.SequenceEqual("sbin"u8) || (rest.SequenceEqual("games"u8) && rest.Length < directory.Length);
    }

    /// <summary>Whether a name is <c>lib*.so</c>, <c>lib*.so.*</c>, <c>lib*.a</c> or that of a dynamic linker.</summary>
    private static bool IsLibrary(ReadOnlySpan<byte> name)
    {
        if (name.EndsWith(".a"u8))
        {
            return name.StartsWith("lib"u8);
        }

        int so = name.IndexOf(".so"u8);
        return so > 0 && (so + 3 == name.Length || name[so + 3] == (byte)'.') && (name.StartsWith("lib"u8) || name.StartsWith("ld-"u8));
    }

    /// <summary>
    /// A module below a directory of Python 3's own search path: packages by their __init__, modules by their file, extension modules
    /// by what stands before the first dot; two levels of names are kept. Source: Debian Python policy; the import system's finders.
    /// </summary>
    private static ContentsKind ClassifyPython(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, Span<byte> scratch, ref ReadOnlySpan<byte> key)
    {
        ReadOnlySpan<byte> rest;
        if (path.StartsWith("usr/lib/python3/dist-packages/"u8))
        {
            rest = path["usr/lib/python3/dist-packages/".Length..];
        }
        else if (path.StartsWith("usr/lib/python3."u8))
        {
            rest = path["usr/lib/python3.".Length..];
            rest = rest[(rest.IndexOf((byte)'/') + 1)..];
            rest = rest.StartsWith("lib-dynload/"u8) ? rest["lib-dynload/".Length..] : rest;
        }
        else
        {
            return ContentsKind.Other;
        }

        ReadOnlySpan<byte> module = rest[..^name.Length].TrimEnd((byte)'/');
        if (!name.SequenceEqual("__init__.py"u8))
        {
            int dot = name.IndexOf((byte)'.');
            module = rest[..(rest.Length - name.Length + dot)];
        }

        if (module.IsEmpty || module.Count((byte)'/') > 1 || module.Contains((byte)'.') || module.Contains((byte)'-'))
        {
            return ContentsKind.Other;
        }

        module.CopyTo(scratch);
        scratch[..module.Length].Replace((byte)'/', (byte)'.');
        key = scratch[..module.Length];
        return ContentsKind.PythonModule;
    }

    /// <summary>A module below a directory of Perl's search path. Source: Debian Perl policy 2.3; architecture directories hold the version.</summary>
    private static ContentsKind ClassifyPerl(ReadOnlySpan<byte> path, Span<byte> scratch, ref ReadOnlySpan<byte> key)
    {
        ReadOnlySpan<byte> rest;
        int marker;
        if (path.StartsWith("usr/share/perl5/"u8))
        {
            rest = path["usr/share/perl5/".Length..];
        }
        else if (path.StartsWith("usr/share/perl/"u8))
        {
            rest = path["usr/share/perl/".Length..];
            rest = rest[(rest.IndexOf((byte)'/') + 1)..];
        }
        else if (path.StartsWith("usr/lib/"u8) && (marker = path.IndexOf("/perl"u8)) >= 0)
        {
            rest = path[(marker + 1)..];
            bool isVersioned = rest.StartsWith("perl/"u8) || rest.StartsWith("perl5/"u8) || rest.StartsWith("perl-base/"u8);
            rest = isVersioned ? rest[(rest.IndexOf((byte)'/') + 1)..] : default;
            if (!rest.IsEmpty && char.IsAsciiDigit((char)rest[0]))
            {
                rest = rest[(rest.IndexOf((byte)'/') + 1)..];
            }
        }
        else
        {
            return ContentsKind.Other;
        }

        if (rest.Length < 4)
        {
            return ContentsKind.Other;
        }

        int length = 0;
        foreach (byte value in rest[..^3])
        {
            scratch[length++] = value == (byte)'/' ? (byte)':' : value;
            if (value == (byte)'/')
            {
                scratch[length++] = (byte)':';
            }
        }

        key = scratch[..length];
        return ContentsKind.PerlModule;
    }
}
