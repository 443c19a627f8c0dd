using System.Collections.Immutable;

namespace Nuka.Environments.Exec;

/// <summary>A directory of a project as it was when the plan was made.</summary>
/// <param name="Path">Relative to the project, without a trailing slash; empty for the project itself.</param>
/// <param name="Names">Those of <see cref="ProtectedNames.Telling"/> that were in it.</param>
/// <param name="IsToolMade">Whether it is one of those that tools fill, such as <c>node_modules</c>, or lies in one.</param>
/// <param name="ModifiedNanoseconds">When names in it changed last, since 1970; asked for before the names were.</param>
public sealed record SeenDirectory(string Path, ImmutableArray<string> Names, bool IsToolMade, long ModifiedNanoseconds)
{
    /// <summary>Whether directories in it were passed over for a limit.</summary>
    public bool IsPartial { get; init; }

    /// <summary>The path of something in it, relative to the project.</summary>
    /// <param name="name">The path below.</param>
    public string With(string name) => Path.Length == 0 ? name : $"{Path}/{name}";
}
