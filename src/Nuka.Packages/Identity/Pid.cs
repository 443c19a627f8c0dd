using System.Diagnostics.CodeAnalysis;
using Nuka.Content.Hashing;
using Nuka.Platform.Errors;

namespace Nuka.Packages.Identity;

/// <summary>
/// The input address of a package: BLAKE3 in its derive-key mode, with the context <c>nuka pir identity v1</c>, of the canonical text of its
/// <see cref="PackageIr.Identity"/> (specs/pir.md). It says what a package is made of and how, not what comes of it: that is a CID.
/// </summary>
/// <param name="Digest">The digest.</param>
public readonly record struct Pid(Digest Digest)
{
    /// <summary>Characters of a printed PID.</summary>
    public const int TextLength = 52;

    private const string Context = "nuka pir identity v1";

    /// <summary>The PID of an identity.</summary>
    /// <param name="canonical">Its canonical text.</param>
    public static Pid Of(ReadOnlySpan<byte> canonical) => new(Blake3.DeriveKey(Context, canonical));

    /// <summary>Reads a printed PID.</summary>
    /// <param name="text">The text.</param>
    /// <exception cref="NukaException"><c>packages/bad-pid</c>: it is not one, or not in the one form that is printed.</exception>
    public static Pid Parse(string text) => TryParse(text, out Pid pid)
        ? pid
        : throw new Problem("packages/bad-pid", $"'{text}' is no PID")
        {
            Reasons = [$"a PID has {TextLength} characters: a to z and 2 to 7"],
            Hints = ["copy the whole of it, in lower case   try: nuka eval FILE"],
        }.ToException();

    /// <summary>Reads a printed PID in the one form that is printed.</summary>
    /// <param name="text">The text.</param>
    /// <param name="pid">The PID, when it is one.</param>
    public static bool TryParse([NotNullWhen(true)] string? text, out Pid pid)
    {
        Span<byte> bytes = stackalloc byte[Digest.Length];
        bool isOne = Base32.TryRead(text, bytes);
        pid = isOne ? new Pid(new Digest(bytes)) : default;
        return isOne;
    }

    /// <summary>The printed PID: base32 (RFC 4648), lower case, unpadded.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Digest.Length];
        Digest.CopyTo(bytes);
        return Base32.Write(bytes);
    }
}
