namespace Nuka.Formats.Nuon;

/// <summary>One step of a cell path: a column by its name, or a row by its number.</summary>
/// <param name="Name">The column's name; <see langword="null"/> for a row.</param>
/// <param name="Row">The row's number from 0; 0 for a column.</param>
/// <param name="Optional">Whether <c>?</c> stands behind it: what is not there is <c>null</c>.</param>
/// <param name="FoldsCase">Whether <c>!</c> stands behind a column: its name is compared without case.</param>
public sealed record NuonPathMember(string? Name, long Row, bool Optional, bool FoldsCase);
