using System.Text;
using Nuka.Platform.Files;

namespace Nuka.Graft.Cleaning;

/// <summary>Tells the class of a path. The rules are ordered: the first that fits decides. specs/cleaning.md states them for people.</summary>
internal static class CleaningRules
{
    /// <summary>Names directly below a package's documentation that state rights: the law wants them to stay with the files.</summary>
    private static readonly string[] RightsNames = ["copyright", "licen", "notice", "copying", "authors"];

    private static readonly (string Prefix, CleaningClass Class)[] Directories =
    [
        ("usr/share/doc", CleaningClass.Documentation),
        ("usr/share/gtk-doc", CleaningClass.Documentation),
        ("usr/share/doc-base", CleaningClass.Documentation),
        ("usr/share/help", CleaningClass.Documentation),
        ("usr/share/omf", CleaningClass.Documentation),
        ("usr/share/man", CleaningClass.Manual),
        ("usr/share/info", CleaningClass.Info),
        ("usr/share/lintian", CleaningClass.Lintian),
        ("usr/share/bug", CleaningClass.Lintian),
        ("usr/share/locale", CleaningClass.Locale),
        ("usr/share/i18n", CleaningClass.Locale),
        ("usr/share/gir-1.0", CleaningClass.Introspection),
        ("usr/share/vala/vapi", CleaningClass.Introspection),
        ("usr/include", CleaningClass.Header),
        ("usr/lib/debug", CleaningClass.DebugSymbols),
    ];

    /// <summary>The class of a path.</summary>
    /// <param name="path">A path inside the tree, already under usr.</param>
    /// <param name="isDirectory">Whether it is a directory: one that holds only what is left out is left out too.</param>
    internal static CleaningClass Classify(ReadOnlySpan<byte> path, bool isDirectory)
    {
        if (!path.StartsWith("usr/"u8))
        {
            return CleaningClass.Kept;
        }

        // Every rule compares ASCII; Latin-1 maps bytes to characters one to one.
        string text = Encoding.Latin1.GetString(path);
        foreach ((string prefix, CleaningClass found) in Directories)
        {
            if (PathNames.IsAtOrBelow(text, prefix))
            {
                return IsException(text, found, isDirectory) ? CleaningClass.Kept : found;
            }
        }

        return text.StartsWith("usr/lib", StringComparison.Ordinal) ? ClassifyLibrary(text, isDirectory) : CleaningClass.Kept;
    }

    private static bool IsException(string path, CleaningClass found, bool isDirectory)
    {
        string[] parts = path.Split('/');
        return found switch
        {
            CleaningClass.Documentation when path.StartsWith("usr/share/doc/", StringComparison.Ordinal) =>
                !isDirectory && (parts.Length == 4 || (parts.Length == 5 && StatesRights(parts[4]))),
            CleaningClass.Locale when parts[2] == "locale" && parts.Length >= 4 =>
                parts[3] is "C" or "POSIX" or "en" or "locale.alias" || (parts[3].StartsWith("en_", StringComparison.Ordinal) && !parts[3].Contains('@')),
            _ => false,
        };
    }

    // A file or link directly below usr/share/doc is the link to another package's directory, with the copyright in it.
    private static bool StatesRights(string name) =>
        Array.Exists(RightsNames, known => name.StartsWith(known, StringComparison.OrdinalIgnoreCase));

    private static CleaningClass ClassifyLibrary(string path, bool isDirectory)
    {
        string[] parts = path.Split('/');
        if (Array.IndexOf(parts, "gconv") is 2 or 3)
        {
            // The configuration is needed even where only built-in conversions are left.
            return parts[^1] is "gconv" or "gconv-modules" or "gconv-modules.cache" ? CleaningClass.Kept : CleaningClass.Gconv;
        }

        if (parts.Length > 3 && parts[2].StartsWith("python", StringComparison.Ordinal)
            && (Array.IndexOf(parts, "test", 3) is 3 || Array.IndexOf(parts, "tests", 3) > 3))
        {
            return CleaningClass.Tests;
        }

        string name = parts[^1];
        return isDirectory ? CleaningClass.Kept
            : name.EndsWith(".la", StringComparison.Ordinal) ? CleaningClass.LibtoolArchive
            : name.EndsWith(".a", StringComparison.Ordinal) ? CleaningClass.StaticLibrary
            : CleaningClass.Kept;
    }
}
