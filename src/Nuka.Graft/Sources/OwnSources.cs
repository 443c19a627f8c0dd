using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Platform.State;

namespace Nuka.Graft.Sources;

/// <summary>
/// The sources that a person added to nuka itself: one file each in <c>sources/</c>, in apt's own syntax, and its keyring in
/// <c>keyrings/</c>. Format: specs/package-index.md, "own sources".
/// </summary>
/// <param name="state">The state directory.</param>
public sealed partial class OwnSources(StateDirectory state)
{
    private const int KeyringSizeLimit = 16 << 20;

    private string ListDirectory => state.OwnSources;

    private string KeyringDirectory => state.Keyrings;

    /// <summary>The names of the sources, in order.</summary>
    public ImmutableArray<string> Names => Directory.Exists(ListDirectory)
        ? [.. Directory.GetFiles(ListDirectory, "*.sources").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)]
        : [];

    /// <summary>Adds a source. Its keyring is written first, so it is never there without one.</summary>
    /// <param name="source">The source.</param>
    /// <param name="architecture">This machine's Debian architecture.</param>
    /// <returns>The source as it will be read.</returns>
    /// <exception cref="NukaException"><c>graft/source-exists</c>, <c>graft/bad-source</c>, <c>graft/unsafe-source</c>, <c>graft/no-keyring</c>.</exception>
    public SourceEntry Add(NewSource source, string architecture)
    {
        string text = Check(source, architecture, out SourceEntry entry);
        byte[] keyring = ReadKeyring(source);
        PrivateDirectory.Make(ListDirectory);
        PrivateDirectory.Make(KeyringDirectory);
        AtomicFile.Write(Path.Combine(KeyringDirectory, $"{source.Name}.gpg"), keyring);
        AtomicFile.Write(Path.Combine(ListDirectory, $"{source.Name}.sources"), Encoding.UTF8.GetBytes(text));
        return entry;
    }

    /// <summary>Checks a source as <see cref="Add"/> would, and writes nothing.</summary>
    /// <param name="source">The source.</param>
    /// <param name="architecture">This machine's Debian architecture.</param>
    /// <exception cref="NukaException">As <see cref="Add"/>.</exception>
    public SourceEntry Check(NewSource source, string architecture)
    {
        Check(source, architecture, out SourceEntry entry);
        ReadKeyring(source);
        return entry;
    }

    /// <summary>Removes a source and its keyring.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="NukaException"><c>graft/unknown-source</c>.</exception>
    public void Remove(string name)
    {
        if (!Names.Contains(name))
        {
            throw new Problem("graft/unknown-source", $"no source named `{name}` was added to nuka")
            {
                Reasons = Names.IsEmpty ? ["none was added at all; those of the machine's apt are not nuka's to remove"] : [$"there are: {string.Join(", ", Names)}"],
                Hints = ["try: nuka source list"],
            }.ToException();
        }

        File.Delete(Path.Combine(ListDirectory, $"{name}.sources"));
        File.Delete(Path.Combine(KeyringDirectory, $"{name}.gpg"));
    }

    private static byte[] ReadKeyring(NewSource source)
    {
        try
        {
            byte[] bytes = RegularFile.TryRead(source.KeyringPath, KeyringSizeLimit + 1) ?? throw NoKeyring(source, "there is no such file");
            return bytes.Length <= KeyringSizeLimit && KeyringFiles.IsKeyring(bytes) ? bytes : throw NoKeyring(source, "it holds no public key");
        }
        catch (FileError error)
        {
            throw NoKeyring(source, RegularFile.Describe(error));
        }
    }

    private static NukaException NoKeyring(NewSource source, string reason) =>
        new Problem("graft/no-keyring", $"there is no keyring to check the source {source.Name} with: {source.KeyringPath}")
        {
            Reasons = [reason],
            Hints = ["get the archive's keyring by a way you trust, and name its file with --keyring"],
        }.ToException();

    private string Check(NewSource source, string architecture, out SourceEntry entry)
    {
        if (!SourceName().IsMatch(source.Name))
        {
            throw Bad($"`{source.Name}` cannot be the name of a source", "letters, digits, hyphens and underscores are allowed");
        }

        if (Names.Contains(source.Name))
        {
            throw new Problem("graft/source-exists", $"there is a source named `{source.Name}` already")
            {
                Hints = [$"try: nuka source remove {source.Name}"],
            }.ToException();
        }

        string[] words = [source.Uri, source.Suite, .. source.Components];
        if (Array.Exists(words, word => word.Length == 0 || word.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter) || letter is ',' or '#')))
        {
            throw Bad("the source cannot be written to a list", "no part of it may be empty or hold blanks, commas or hash signs");
        }

        string text = $"Types: deb\nURIs: {source.Uri}\nSuites: {source.Suite}\n"
            + (source.Components.IsEmpty ? "" : $"Components: {string.Join(' ', source.Components)}\n")
            + $"Signed-By: keyrings/{source.Name}.gpg\n"
            + (source.ChecksValidUntil ? "" : "Check-Valid-Until: no\n");
        SourceReader reader = new([architecture], checksValidUntil: true);
        reader.ReadText(text, Path.Combine(ListDirectory, $"{source.Name}.sources"), isOwn: true);
        ImmutableArray<Problem> refused = reader.TakeRefused();
        entry = refused.IsEmpty ? reader.TakeEntries()[0] : throw (refused[0] with { Place = null }).ToException();
        return text;
    }

    private static NukaException Bad(string message, string reason) =>
        new Problem("graft/bad-source", message) { Reasons = [reason], Hints = ["`nuka source add --help` shows what it takes"] }.ToException();

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
    private static partial Regex SourceName();
}
