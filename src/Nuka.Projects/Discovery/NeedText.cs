using System.Diagnostics.CodeAnalysis;

namespace Nuka.Projects.Discovery;

/// <summary>The printed forms of needs, the same in locks, in known rows and on the command line.</summary>
public static class NeedText
{
    private static readonly (NeedKind Kind, string Prefix)[] Prefixes =
    [
        (NeedKind.Program, "bin"), (NeedKind.PkgConfig, "pc"), (NeedKind.Header, "h"), (NeedKind.SharedLibrary, "so"), (NeedKind.LinkLibrary, "lib"),
        (NeedKind.CMakePackage, "cmake"), (NeedKind.PythonModule, "py"), (NeedKind.File, "file"), (NeedKind.Package, "deb"),
    ];

    /// <summary>Kind and name joined by a colon.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="name">The name.</param>
    public static string Key(NeedKind kind, string name) => $"{Array.Find(Prefixes, p => p.Kind == kind).Prefix}:{name}";

    /// <summary>Reads the printed form.</summary>
    /// <param name="text">The text.</param>
    /// <param name="need">Kind and name.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out (NeedKind Kind, string Name) need)
    {
        need = default;
        int colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        int row = colon > 0 ? Array.FindIndex(Prefixes, p => p.Prefix == text![..colon]) : -1;
        if (row < 0 || colon + 1 == text!.Length)
        {
            return false;
        }

        need = (Prefixes[row].Kind, text[(colon + 1)..]);
        return true;
    }
}
