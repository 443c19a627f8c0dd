namespace Nuka.Graft.Sources;

/// <summary>A file that a Release lists.</summary>
/// <param name="Path">Its path below the Release's directory.</param>
/// <param name="Sha256">Its digest, 64 lower-case hexadecimal digits.</param>
/// <param name="SizeBytes">Its size.</param>
internal sealed record ReleaseFile(string Path, string Sha256, long SizeBytes);
