using System.Text;

namespace Nuka.Projects.Discovery.Files;

/// <summary>The files of a project, or of a package that it will install: relative paths with <c>/</c>, in ordinal order.</summary>
public abstract class SourceFiles
{
    private HashSet<string>? tails;

    /// <summary>What stands before a path in evidence: nothing for the project itself, <c>canvas@2.11.2/</c> for a package.</summary>
    public abstract string Label { get; }

    /// <summary>Every file's path.</summary>
    public abstract IReadOnlyList<string> Paths { get; }

    /// <summary>Reads a file.</summary>
    /// <param name="path">One of <see cref="Paths"/>, or any other.</param>
    /// <param name="limitBytes">A larger file is not read.</param>
    /// <returns>Its bytes, or <see langword="null"/> if it is absent, unreadable or too large.</returns>
    public abstract byte[]? ReadBytes(string path, long limitBytes);

    /// <summary>Whether the file can be executed.</summary>
    /// <param name="path">One of <see cref="Paths"/>.</param>
    public abstract bool IsExecutable(string path);

    /// <summary>Reads a text file; what is not UTF-8 in it is replaced.</summary>
    /// <param name="path">The path.</param>
    public string? ReadText(string path) => ReadBytes(path, ScanLimits.TextBytes) is { } bytes ? Encoding.UTF8.GetString(bytes) : null;

    /// <summary>Whether there is such a file.</summary>
    /// <param name="path">The path.</param>
    public bool Has(string path) => ((IList<string>)Paths).Contains(path);

    /// <summary>The paths whose last part matches.</summary>
    /// <param name="name">A test of the file name.</param>
    public IEnumerable<string> Named(Func<string, bool> name) => Paths.Where(path => name(path[(path.LastIndexOf('/') + 1)..]));

    /// <summary>A path that a file names relative to its own directory, without <c>.</c> and <c>..</c>.</summary>
    /// <param name="from">The file that names it.</param>
    /// <param name="path">What it names.</param>
    internal static string Join(string from, string path)
    {
        List<string> parts = [];
        foreach (string part in from.Split('/')[..^1].Concat(path.Split('/')).Where(part => part is not ("" or ".")))
        {
            if (part != "..")
            {
                parts.Add(part);
            }
            else if (parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
        }

        return string.Join('/', parts);
    }

    /// <summary>Whether a path of the project ends with that path, as an own header does.</summary>
    /// <param name="tail">Such as <c>sub/own.h</c>.</param>
    internal bool HasTail(string tail)
    {
        tails ??= [.. Paths.Where(CNames.IsHeader).SelectMany(CNames.Tails)];
        return tails.Contains(tail);
    }
}
