namespace Nuka.Projects.Discovery;

/// <summary>What shows that a project needs something.</summary>
/// <param name="File">The file, relative to the project; <c>canvas@2.11.2/binding.gyp</c> for one inside a package that is yet to be installed.</param>
/// <param name="Line">Line from 1, or 0 for a file that has none.</param>
/// <param name="Token">The words in it.</param>
public sealed record Evidence(string File, int Line, string Token);
