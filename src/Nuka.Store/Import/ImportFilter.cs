namespace Nuka.Store;

/// <summary>Says which entries of a directory are imported.</summary>
/// <param name="path">The entry's path below the imported directory, as bytes: <c>src/main.c</c>.</param>
/// <returns>Whether it is taken. A directory that is not is not looked into.</returns>
public delegate bool ImportFilter(ReadOnlySpan<byte> path);
