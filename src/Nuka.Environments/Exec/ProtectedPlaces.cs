using System.Collections.Immutable;
using Nuka.Platform.Files;

namespace Nuka.Environments.Exec;

/// <summary>
/// Finds what is really there under the names that other tools obey. A link on the way is to stay what it is, and what it leads to is protected
/// where programs can write it; a link that leads elsewhere is never followed by a mount, as that would show what nobody granted.
/// </summary>
/// <param name="writable">The directories that programs write, by their real paths: the project, and what was granted for writing.</param>
internal sealed class ProtectedPlaces(ImmutableArray<string> writable)
{
    private readonly SortedSet<string> paths = new(StringComparer.Ordinal);
    private readonly SortedSet<string> links = new(StringComparer.Ordinal);
    private readonly SortedSet<string> absent = new(StringComparer.Ordinal);

    /// <summary>What exists, without a link in its path.</summary>
    internal ImmutableArray<string> Paths => [.. paths];

    /// <summary>The links on the way.</summary>
    internal ImmutableArray<string> Links => [.. links];

    /// <summary>What does not exist yet.</summary>
    internal ImmutableArray<string> Absent => [.. absent];

    /// <summary>Follows one name.</summary>
    /// <param name="directory">Where it is, by its real path.</param>
    /// <param name="name">The path below.</param>
    internal void Add(string directory, string name)
    {
        string real = directory;
        Stack<string> parts = new(name.Split('/').Reverse());
        for (int followed = 0; parts.TryPop(out string? part);)
        {
            if (part is "" or ".")
            {
                continue;
            }

            string next = part == ".." ? Path.GetDirectoryName(real) ?? "/" : Path.Combine(real, part);
            if (part == ".." || !IsWritable(next) || new FileInfo(next).LinkTarget is not { } target)
            {
                real = next;
                continue;
            }

            links.Add(next);
            if (++followed > RealPath.LinkLimit)
            {
                return;
            }

            real = target.StartsWith('/') ? "/" : real;
            foreach (string inner in target.Split('/').Reverse())
            {
                parts.Push(inner);
            }
        }

        Keep(real);
    }

    private void Keep(string real)
    {
        if (IsWritable(real))
        {
            (Path.Exists(real) ? paths : absent).Add(real);
        }
    }

    private bool IsWritable(string path) => writable.Any(directory => PathNames.IsBelow(path, directory));
}
