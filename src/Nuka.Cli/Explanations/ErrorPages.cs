using System.Collections.Immutable;
using System.Reflection;
using Nuka.Cli.Frame;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Cli.Explanations;

/// <summary>The pages of docs/reference/errors, which are part of this assembly: an error can be explained wherever nuka runs.</summary>
internal static class ErrorPages
{
    private const string Folder = "errors/";
    private const string CauseMark = "**Cause.**";
    private const string CureMark = "**Cure.**";

    /// <summary>Every entry, by its code.</summary>
    internal static ImmutableArray<ErrorEntry> Read()
    {
        Assembly assembly = typeof(ErrorPages).Assembly;
        return
        [
            .. assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
                .SelectMany(name => Entries(EmbeddedFile.ReadText(assembly, name)))
                .OrderBy(entry => entry.Code, StringComparer.Ordinal),
        ];
    }

    /// <summary>The entries that a person may have meant: the one of that code, else those of that name in any room, else the nearest.</summary>
    /// <param name="entries">Every entry.</param>
    /// <param name="typed">What was typed: <c>store/bad-path</c>, <c>error[store/bad-path]</c>, <c>bad-path</c>.</param>
    /// <param name="isExact">Whether what is returned is what was typed.</param>
    internal static ImmutableArray<ErrorEntry> Find(ImmutableArray<ErrorEntry> entries, string typed, out bool isExact)
    {
        int open = typed.IndexOf('[', StringComparison.Ordinal);
        string code = (open < 0 ? typed : typed[(open + 1)..]).TrimEnd(':').TrimEnd(']');
        ImmutableArray<ErrorEntry> found = [.. entries.Where(entry => entry.Code == code)];
        found = found.IsEmpty ? [.. entries.Where(entry => Name(entry) == code)] : found;
        isExact = !found.IsEmpty;
        if (isExact)
        {
            return found;
        }

        bool hasRoom = code.Contains('/', StringComparison.Ordinal);
        string[] near = [.. Spelling.Nearest(code, entries.Select(entry => hasRoom ? entry.Code : Name(entry)).Distinct())];
        return [.. entries.Where(entry => near.Contains(hasRoom ? entry.Code : Name(entry)))];
    }

    private static string Name(ErrorEntry entry) => entry.Code[(entry.Code.IndexOf('/', StringComparison.Ordinal) + 1)..];

    private static IEnumerable<ErrorEntry> Entries(string page)
    {
        foreach (string section in page.Split("\n## ").Skip(1))
        {
            int cause = section.IndexOf(CauseMark, StringComparison.Ordinal);
            int cure = section.IndexOf(CureMark, StringComparison.Ordinal);
            if (cause >= 0 && cure > cause)
            {
                yield return new ErrorEntry(
                    section.Split('\n')[0].Trim(), section[(cause + CauseMark.Length)..cure].Trim(), section[(cure + CureMark.Length)..].Trim());
            }
        }
    }
}
