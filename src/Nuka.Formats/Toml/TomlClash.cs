namespace Nuka.Formats.Toml;

/// <summary>A statement that contradicts an earlier one.</summary>
/// <param name="Part">Which part of the statement's key is refused.</param>
/// <param name="Message">Why.</param>
internal readonly record struct TomlClash(int Part, string Message);
