using System.Collections.Immutable;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Formats.Toml;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Packages.Grafts;

/// <summary>The grafts that the files of a directory may name, from <c>eka.lock</c> in it (specs/grafts.md). What else that file holds is somebody else's.</summary>
public sealed class GraftLock
{
    /// <summary>The name of the file.</summary>
    public const string FileName = "eka.lock";

    internal const string Key = "grafts";

    private readonly TomlDocument document;

    private GraftLock(TomlDocument document, ImmutableArray<GraftEntry> entries)
    {
        this.document = document;
        Entries = entries;
        Names = [.. entries.Select(entry => entry.Name).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>The file's path, as the person knows it.</summary>
    public string File => document.File;

    /// <summary>All of them, by name and platform.</summary>
    public ImmutableArray<GraftEntry> Entries { get; }

    /// <summary>Their names, in order.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>What distinguishes it from other locks.</summary>
    internal Digest Digest => Entries.IsEmpty ? default : Blake3.Hash(Encoding.UTF8.GetBytes(GraftLockWriter.Write(Entries)));

    /// <summary>Reads the lock of a directory; a directory that has none has no grafts.</summary>
    /// <param name="directory">The directory.</param>
    /// <exception cref="NukaException">
    /// <c>packages/bad-graft-lock</c>: it is not what nuka writes; <c>packages/unreadable</c>; what TOML refuses.
    /// </exception>
    public static GraftLock Read(string directory)
    {
        string file = Path.Combine(directory, FileName);
        try
        {
            return Parse(RegularFile.TryRead(file, TomlLimits.DocumentBytes + 1) ?? [], file);
        }
        catch (FileError error)
        {
            throw new Problem("packages/unreadable", $"{file} cannot be read: {RegularFile.Describe(error)}")
            {
                Place = new Place(file),
                Hints = ["check its kind and its permissions"],
            }.ToException(error);
        }
    }

    /// <summary>Reads a lock from its bytes.</summary>
    /// <param name="bytes">UTF-8.</param>
    /// <param name="file">The file's path, as the person knows it.</param>
    /// <exception cref="NukaException">As <see cref="Read"/>.</exception>
    public static GraftLock Parse(ReadOnlySpan<byte> bytes, string file)
    {
        TomlDocument document = TomlDocument.Parse(bytes, file);
        return new GraftLock(document, GraftLockReader.Read(document));
    }

    /// <summary>A graft for a platform.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="platform">The platform: <c>linux/x86_64</c>.</param>
    public GraftEntry? Find(string name, string platform) => Entries.FirstOrDefault(entry => entry.Name == name && entry.Platform == platform);

    /// <summary>The same file with some of the grafts locked anew, or added.</summary>
    /// <param name="renewed">These.</param>
    public GraftLock With(IReadOnlyCollection<GraftEntry> renewed)
    {
        ArgumentNullException.ThrowIfNull(renewed);
        IEnumerable<GraftEntry> kept = Entries.Where(entry => !renewed.Any(one => (one.Name, one.Platform) == (entry.Name, entry.Platform)));
        ImmutableArray<GraftEntry> all = [.. kept.Concat(renewed).OrderBy(entry => entry.Name, StringComparer.Ordinal).ThenBy(entry => entry.Platform, StringComparer.Ordinal)];
        TomlDocument changed = document.Replace(Key, GraftLockWriter.Write(all));
        return new GraftLock(changed, GraftLockReader.Read(changed));
    }

    /// <summary>The file's text.</summary>
    public string Text => document.Text;

    /// <summary>Writes the file: aside first, then renamed over the old one.</summary>
    /// <exception cref="NukaException"><c>packages/unwritable</c>.</exception>
    public void Save()
    {
        try
        {
            AtomicFile.Write(File, Encoding.UTF8.GetBytes(document.Text), AtomicFile.OrdinaryMode);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new Problem("packages/unwritable", $"{File} cannot be written")
            {
                Reasons = [error.Message],
                Hints = ["check who may write to its directory"],
            }.ToException(error);
        }
    }
}
