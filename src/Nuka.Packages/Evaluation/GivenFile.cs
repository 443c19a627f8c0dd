namespace Nuka.Packages.Evaluation;

/// <summary>A file that Nushell sees.</summary>
/// <param name="Path">Its path: inside, or in the directory of package files.</param>
/// <param name="Content">Its bytes.</param>
internal sealed record GivenFile(string Path, ReadOnlyMemory<byte> Content);
