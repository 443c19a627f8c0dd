namespace Nuka.Content.Archives;

/// <summary>One member of an <c>ar</c> archive.</summary>
/// <param name="Name">Its name as bytes, without the slash that GNU puts behind it.</param>
/// <param name="SizeBytes">The length of its content.</param>
/// <param name="Content">Its content; readable until the reader moves on.</param>
public sealed record ArEntry(byte[] Name, long SizeBytes, Stream Content);
