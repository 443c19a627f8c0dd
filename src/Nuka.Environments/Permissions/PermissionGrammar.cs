using System.Globalization;
using Nuka.Platform.Errors;

namespace Nuka.Environments.Permissions;

/// <summary>
/// The words of permissions, the same on the command line (<c>--allow path=~/data:ro</c>), in a manifest's <c>[permissions]</c>
/// table and in what is printed. Specified in specs/permissions.md.
/// </summary>
public static class PermissionGrammar
{
    private static readonly (PermissionKind Kind, string Word)[] Words =
    [
        (PermissionKind.Network, "network"),
        (PermissionKind.Path, "path"),
        (PermissionKind.Variable, "env"),
        (PermissionKind.Device, "device"),
        (PermissionKind.Display, "display"),
        (PermissionKind.SessionBus, "session-bus"),
        (PermissionKind.SystemBus, "system-bus"),
        (PermissionKind.Portals, "portals"),
        (PermissionKind.UserNamespaces, "user-namespaces"),
        (PermissionKind.GitConfig, "git-config"),
        (PermissionKind.Port, "port"),
    ];

    /// <summary>The word for a kind.</summary>
    /// <param name="kind">The kind.</param>
    public static string Word(PermissionKind kind) => Array.Find(Words, row => row.Kind == kind).Word;

    /// <summary>All words, in the order of their kinds; for completions and suggestions.</summary>
    public static IEnumerable<string> AllWords => Words.Select(row => row.Word);

    /// <summary>Reads one permission: <c>word</c> or <c>word=value</c>.</summary>
    /// <param name="text">What the person wrote.</param>
    /// <param name="home">The person's home directory, for <c>~/</c> in a path.</param>
    /// <param name="place">Where they wrote it, if in a file.</param>
    /// <param name="directory">Where they stand, from which a path counts that is not absolute; <see langword="null"/>: every path must be.</param>
    /// <exception cref="NukaException"><c>environments/bad-permission</c>: unknown word, or a value that the word does not take.</exception>
    public static Permission Parse(string text, string home, Place? place = null, string? directory = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string word = equals < 0 ? text : text[..equals];
        string value = equals < 0 ? string.Empty : text[(equals + 1)..];
        int row = Array.FindIndex(Words, known => known.Word == word);
        if (row < 0)
        {
            throw Bad($"there is no permission named `{word}`", $"the permissions are: {string.Join(", ", AllWords)}", place);
        }

        PermissionKind kind = Words[row].Kind;
        return new Permission(kind, CheckValue(kind, kind == PermissionKind.Path && directory is not null ? FromHere(value, directory) : value, text, home, place));
    }

    private static string CheckValue(PermissionKind kind, string value, string text, string home, Place? place) => kind switch
    {
        PermissionKind.Network => OneOf(value.Length == 0 ? "host" : value, text, place, "host", "none", "internet"),
        PermissionKind.Path => CheckPath(value, text, home, place),
        PermissionKind.Variable => CheckVariable(value, text, place),
        PermissionKind.Device => OneOf(value, text, place, "gpu", "audio", "input"),
        PermissionKind.Display => OneOf(value.Length == 0 ? "wayland" : value, text, place, "wayland", "x11"),
        PermissionKind.SessionBus or PermissionKind.SystemBus => CheckBusName(value, text, place),
        PermissionKind.Port => CheckPort(value, text, place),
        _ when value.Length == 0 => string.Empty,
        _ => throw Bad($"`{text}` takes no value", $"write `{Word(kind)}` alone", place),
    };

    private static string OneOf(string value, string text, Place? place, params string[] values) =>
        values.Contains(value, StringComparer.Ordinal)
            ? value
            : throw Bad($"`{text}` is not a permission", $"it takes one of: {string.Join(", ", values)}", place);

    private static string FromHere(string value, string directory) =>
        value.Length == 0 || value[0] is '/' or '~' or ':' || value.Contains('\0', StringComparison.Ordinal) ? value : Path.Combine(directory, value);

    private static string CheckPath(string value, string text, string home, Place? place)
    {
        string access = "ro";
        string path = value;
        if (value.EndsWith(":ro", StringComparison.Ordinal) || value.EndsWith(":rw", StringComparison.Ordinal))
        {
            access = value[^2..];
            path = value[..^3];
        }

        if (path == "~" || path.StartsWith("~/", StringComparison.Ordinal))
        {
            path = home + path[1..];
        }

        if (!path.StartsWith('/') || path.Contains('\0', StringComparison.Ordinal))
        {
            throw Bad($"`{text}` names no absolute path", "write it as path=/data:ro or path=~/data:rw", place);
        }

        string full = Path.GetFullPath(path);
        return $"{(full.Length > 1 ? full.TrimEnd('/') : full)}:{access}";
    }

    private static string CheckVariable(string value, string text, Place? place)
    {
        bool valid = value.Length > 0 && !char.IsAsciiDigit(value[0]) && value.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
        return valid ? value : throw Bad($"`{text}` names no variable", "a variable has letters, digits and _, as in env=EDITOR", place);
    }

    private static string CheckBusName(string value, string text, Place? place)
    {
        // D-Bus specification, "Valid names": two elements or more of [A-Za-z0-9_-], none beginning with a digit, 255 bytes at most.
        string name = value.EndsWith(".*", StringComparison.Ordinal) ? value[..^2] : value;
        string[] elements = name.Split('.');
        bool valid = name.Length <= 255 && elements.Length >= 2 && elements.All(element =>
            element.Length > 0 && !char.IsAsciiDigit(element[0]) && element.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'));
        return valid ? value : throw Bad($"`{text}` names nothing on a bus", "write a well-known name, as in session-bus=org.example.Service", place);
    }

    private static string CheckPort(string value, string text, Place? place) =>
        ushort.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) && port > 0
            ? port.ToString(CultureInfo.InvariantCulture)
            : throw Bad($"`{text}` names no port", "a port is a number from 1 to 65535", place);

    private static NukaException Bad(string message, string hint, Place? place) =>
        new Problem("environments/bad-permission", message) { Place = place, Hints = [hint] }.ToException();
}
