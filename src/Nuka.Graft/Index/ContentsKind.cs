namespace Nuka.Graft.Index;

/// <summary>What a path of a package is to somebody who misses it. The numbers are part of the compiled index's format.</summary>
public enum ContentsKind
{
    /// <summary>Nothing that is looked up by a name of its own.</summary>
    Other = 0,

    /// <summary>A description for pkg-config; key: the module, <c>cairo</c>.</summary>
    PkgConfig = 1,

    /// <summary>A file below an include directory; key: the file's own name, <c>cairo.h</c>.</summary>
    Header = 2,

    /// <summary>A shared or static library; key: the file's own name, <c>libcairo.so.2</c>.</summary>
    Library = 3,

    /// <summary>A program in one of the directories of the search path; key: its name.</summary>
    Program = 4,

    /// <summary>A CMake package file or find module; key: the file's own name, <c>FindFoo.cmake</c>.</summary>
    CMake = 5,

    /// <summary>A GObject introspection file; key: the file's own name, <c>Gtk-3.0.typelib</c>.</summary>
    Introspection = 6,

    /// <summary>A Python module of the system's Python 3; key: its dotted name, <c>numpy</c>, <c>google.protobuf</c>.</summary>
    PythonModule = 7,

    /// <summary>A Perl module; key: its name, <c>XML::Parser</c>.</summary>
    PerlModule = 8,

    /// <summary>A file of m4 macros for aclocal; key: the file's own name.</summary>
    Macro = 9,
}
