using System.Text;
using Nuka.Platform.Errors;

namespace Nuka.Formats.Toml;

/// <summary>
/// A TOML 1.0.0 document that keeps its text. It is a value: an edit makes a new document, in which every byte that the edit did not
/// have to touch is the same.
/// </summary>
public sealed class TomlDocument
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private TomlDocument(string text, string file)
    {
        Text = text;
        File = file;
        Root = new TomlReader(text, file).Read();
    }

    /// <summary>The whole text.</summary>
    public string Text { get; }

    /// <summary>The file's name as the person knows it.</summary>
    public string File { get; }

    /// <summary>The top-level table.</summary>
    public TomlTable Root { get; }

    /// <summary>Reads a document.</summary>
    /// <param name="text">The text.</param>
    /// <param name="file">The file's name, for places.</param>
    /// <exception cref="NukaException"><c>formats/toml-syntax</c>, <c>formats/toml-duplicate</c>, <c>formats/toml-size</c>.</exception>
    public static TomlDocument Parse(string text, string file)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length <= TomlLimits.DocumentBytes ? new TomlDocument(text, file) : throw TooLarge(file);
    }

    /// <summary>Reads a document from its bytes.</summary>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="file">The file's name, for places.</param>
    /// <exception cref="NukaException">As for text, and <c>formats/toml-encoding</c>.</exception>
    public static TomlDocument Parse(ReadOnlySpan<byte> bytes, string file)
    {
        if (bytes.Length > TomlLimits.DocumentBytes)
        {
            throw TooLarge(file);
        }

        try
        {
            return new TomlDocument(Strict.GetString(bytes), file);
        }
        catch (DecoderFallbackException failure)
        {
            int line = 1 + bytes[..Math.Clamp(failure.Index, 0, bytes.Length)].Count((byte)'\n');
            throw new Problem("formats/toml-encoding", "the file is not UTF-8")
            {
                Place = new Place(file, line),
                Hints = ["save it as UTF-8"],
            }.ToException(failure);
        }
    }

    /// <summary>The value at a path of keys, through tables only.</summary>
    /// <param name="path">The keys from the top.</param>
    /// <returns>The value, or <see langword="null"/>.</returns>
    public TomlValue? Find(params ReadOnlySpan<string> path)
    {
        TomlValue? value = Root;
        foreach (string key in path)
        {
            value = (value as TomlTable)?[key];
        }

        return value;
    }

    /// <summary>Where a value stands.</summary>
    /// <param name="value">A value of this document.</param>
    public Place PlaceOf(TomlValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return TextPlaces.At(Text, File, value.Start, value.End - value.Start);
    }

    /// <summary>Where a key stands.</summary>
    /// <param name="entry">An entry of this document.</param>
    public Place PlaceOf(TomlEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return TextPlaces.At(Text, File, entry.KeyStart, entry.KeyEnd - entry.KeyStart);
    }

    /// <summary>Sets a key: a present value is replaced where it stands, a new one goes behind the last of its table.</summary>
    /// <param name="valueText">The value as TOML text, see <see cref="TomlText"/>.</param>
    /// <param name="path">The keys from the top; tables that are missing are made.</param>
    /// <returns>The new document.</returns>
    public TomlDocument Set(string valueText, params ReadOnlySpan<string> path) => Changed(new TomlEdit(this).Set(path.ToArray(), valueText));

    /// <summary>Removes a key with its line, or a table with everything in it.</summary>
    /// <param name="path">The keys from the top.</param>
    /// <returns>The new document; this one if there is no such key.</returns>
    public TomlDocument Remove(params ReadOnlySpan<string> path) => Changed(new TomlEdit(this).Remove(path.ToArray()));

    /// <summary>Adds an element at the end of an array, in the layout the array has; a missing array is made.</summary>
    /// <param name="valueText">The element as TOML text.</param>
    /// <param name="path">The keys from the top.</param>
    /// <returns>The new document.</returns>
    public TomlDocument Append(string valueText, params ReadOnlySpan<string> path)
    {
        return Find(path) is null ? Set($"[{valueText}]", path) : Changed(new TomlEdit(this).Append(path.ToArray(), valueText));
    }

    /// <summary>Removes one element of an array.</summary>
    /// <param name="index">Its number from 0.</param>
    /// <param name="path">The array's keys from the top.</param>
    /// <returns>The new document.</returns>
    public TomlDocument RemoveAt(int index, params ReadOnlySpan<string> path) => Changed(new TomlEdit(this).RemoveAt(path.ToArray(), index));

    /// <summary>Replaces everything under one top-level key by other text, at the end of the document.</summary>
    /// <param name="key">The top-level key.</param>
    /// <param name="sections">Text with that key's headers, or nothing.</param>
    /// <returns>The new document.</returns>
    public TomlDocument Replace(string key, string sections)
    {
        string rest = new TomlEdit(this).Remove([key]).TrimEnd();
        string separator = rest.Length == 0 || sections.Length == 0 ? "" : "\n";
        return Changed((rest.Length == 0 ? "" : rest + "\n") + separator + sections);
    }

    private TomlDocument Changed(string text) => text == Text ? this : Parse(text, File);

    private static NukaException TooLarge(string file) =>
        new Problem("formats/toml-size", $"the file is larger than {TomlLimits.DocumentBytes / (1024 * 1024)} MiB")
        {
            Place = new Place(file),
            Hints = ["no manifest and no lock is that large: look whether it is the right file"],
        }.ToException();
}
