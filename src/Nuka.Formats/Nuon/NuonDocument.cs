using System.Text;
using Nuka.Platform.Errors;

namespace Nuka.Formats.Nuon;

/// <summary>
/// Reads NUON, the data text of Nushell 0.115.1 (specs/nuon.md). Whatever this reader accepts, that Nushell reads to the same value;
/// what Nushell reads in a way that would surprise, such as dropping what stands behind <c>;</c>, is refused with a code of its own.
/// </summary>
public static class NuonDocument
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a text of bytes.</summary>
    /// <param name="utf8">The bytes.</param>
    /// <param name="file">The name of the text for messages.</param>
    /// <exception cref="NukaException">
    /// <c>formats/nuon-encoding</c> (not UTF-8), <c>formats/nuon-size</c>, <c>formats/nuon-syntax</c> (Nushell refuses it too), <c>formats/nuon-ambiguous</c>.
    /// </exception>
    public static NuonValue Read(ReadOnlySpan<byte> utf8, string file)
    {
        if (utf8.Length > NuonLimits.DocumentBytes)
        {
            throw TooLarge(file);
        }

        string text;
        try
        {
            text = Strict.GetString(utf8);
        }
        catch (DecoderFallbackException)
        {
            throw new Problem("formats/nuon-encoding", "the text is not UTF-8") { Place = new Place(file), Hints = ["save it as UTF-8"] }.ToException();
        }

        return Read(text, file);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text; without lone surrogates.</param>
    /// <param name="file">The name of the text for messages.</param>
    /// <exception cref="NukaException">As for the bytes.</exception>
    public static NuonValue Read(string text, string file) =>
        text.Length > NuonLimits.DocumentBytes ? throw TooLarge(file) : new NuonReader(text, file).Read();

    private static NukaException TooLarge(string file) =>
        new Problem("formats/nuon-size", $"the text has more than {NuonLimits.DocumentBytes >> 20} MiB")
        {
            Place = new Place(file),
            Hints = ["check that this is the file you meant"],
        }.ToException();
}
