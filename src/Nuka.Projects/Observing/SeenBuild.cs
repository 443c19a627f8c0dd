namespace Nuka.Projects.Observing;

/// <summary>A directory that holds a build, as it was seen.</summary>
/// <param name="Path">Relative to the project; <c>.</c> is the project itself.</param>
/// <param name="Stamp">Changes when the build is begun anew: inode and time of the file that marks it.</param>
public sealed record SeenBuild(string Path, string Stamp);
