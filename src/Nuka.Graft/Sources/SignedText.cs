namespace Nuka.Graft.Sources;

/// <summary>A text whose signature was checked.</summary>
/// <param name="Content">Exactly the bytes that the signature covers.</param>
/// <param name="KeyFingerprint">The primary key that made the signature.</param>
internal sealed record SignedText(byte[] Content, string KeyFingerprint);
