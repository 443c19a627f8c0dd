namespace Nuka.Graft.Cleaning;

/// <summary>What a file of a package is for, as far as a policy may leave it out. The places are in specs/cleaning.md.</summary>
public enum CleaningClass
{
    /// <summary>Belongs to the package's work, or is its licence; never left out.</summary>
    Kept,

    /// <summary>Documentation, help and examples, without the statement of copyright.</summary>
    Documentation,

    /// <summary>Manual pages.</summary>
    Manual,

    /// <summary>GNU info pages.</summary>
    Info,

    /// <summary>Notes for package checkers and bug reporters.</summary>
    Lintian,

    /// <summary>Translated messages, but English ones, and the sources that locales are compiled from.</summary>
    Locale,

    /// <summary>Character set conversions of the C library besides the built-in ones.</summary>
    Gconv,

    /// <summary>Tests of interpreters and their modules.</summary>
    Tests,

    /// <summary>Static libraries and object files for linking.</summary>
    StaticLibrary,

    /// <summary>Libtool's descriptions of libraries (<c>.la</c>).</summary>
    LibtoolArchive,

    /// <summary>C and C++ headers.</summary>
    Header,

    /// <summary>Descriptions of interfaces for generators: gir and vapi. What runs uses typelibs, which are kept.</summary>
    Introspection,

    /// <summary>Debug symbols that stand apart from their programs.</summary>
    DebugSymbols,
}
