namespace Nuka.Formats.Toml;

/// <summary>One part of a dotted key with its place.</summary>
internal readonly record struct TomlKey(string Name, int Start, int End);
