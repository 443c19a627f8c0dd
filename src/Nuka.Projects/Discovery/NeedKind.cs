namespace Nuka.Projects.Discovery;

/// <summary>What kind of thing a project needs from the system.</summary>
public enum NeedKind
{
    /// <summary>A program by name, <c>bin:make</c>.</summary>
    Program,

    /// <summary>A pkg-config module, <c>pc:cairo</c>.</summary>
    PkgConfig,

    /// <summary>A header by the path it is included by, <c>h:X11/Xlib.h</c>.</summary>
    Header,

    /// <summary>A shared library by its soname, <c>so:libX11.so.6</c>.</summary>
    SharedLibrary,

    /// <summary>A library to link with, <c>lib:gif</c> for <c>-lgif</c>.</summary>
    LinkLibrary,

    /// <summary>A CMake package, <c>cmake:ZLIB</c>.</summary>
    CMakePackage,

    /// <summary>A Python module, <c>py:numpy</c>.</summary>
    PythonModule,

    /// <summary>A file by its absolute path, <c>file:/usr/share/dict/words</c>.</summary>
    File,

    /// <summary>A package of an archive by name, <c>deb:nodejs</c>.</summary>
    Package,
}
