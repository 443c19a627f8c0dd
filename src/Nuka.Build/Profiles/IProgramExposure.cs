using Nuka.Content.Trees;

namespace Nuka.Build.Profiles;

/// <summary>
/// Decides how a program of a package is shown in a profile: as it is, where it runs on any machine; through a file that starts it in the environment that it
/// needs; or not at all.
/// </summary>
public interface IProgramExposure
{
    /// <summary>Decides for one program.</summary>
    /// <param name="package">The package.</param>
    /// <param name="path">The program's path in the package's tree: <c>usr/bin/jq</c>.</param>
    /// <param name="file">The file, links on the way to it followed.</param>
    ExposedProgram Expose(InstalledPackage package, string path, TreeEntry file);
}
