namespace Nuka.Packages.Audit;

/// <summary>One word of a package file as Nushell's parser understood it.</summary>
/// <param name="Text">The text.</param>
/// <param name="Shape">Nushell's name for what it is, without <c>shape_</c>.</param>
/// <param name="Start">Offset of its first byte in the file.</param>
/// <param name="End">Offset behind its last byte.</param>
internal sealed record AuditedToken(string Text, string Shape, int Start, int End);
