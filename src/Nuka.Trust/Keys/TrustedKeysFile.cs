using System.Collections.Immutable;
using System.Text;
using Nuka.Platform.Errors;

namespace Nuka.Trust.Keys;

/// <summary>
/// The text of the file <c>trusted</c>: a line <c>NAME ssh-ed25519 AAAA…</c> for each key, as ssh-keygen's file of allowed signers has them; a line that
/// begins with <c>#</c> is a comment (specs/keys.md).
/// </summary>
internal static class TrustedKeysFile
{
    /// <summary>More keys than a person can judge; the file is read with every command that believes anything.</summary>
    internal const int LimitKeys = 1000;

    /// <summary>Room for as many lines.</summary>
    internal const int LimitBytes = LimitKeys * 256;

    internal static ImmutableArray<TrustedKey> Read(ReadOnlySpan<byte> text, string path)
    {
        ImmutableArray<TrustedKey>.Builder keys = ImmutableArray.CreateBuilder<TrustedKey>();
        int number = 0;
        foreach (string line in Encoding.UTF8.GetString(text).Split('\n').Select(line => line.Trim()))
        {
            number++;
            if (line.Length != 0 && line[0] != '#')
            {
                keys.Add(ReadLine(line, keys, new Place(path, number, 1)));
            }
        }

        return keys.DrainToImmutable();
    }

    internal static byte[] Write(IEnumerable<TrustedKey> keys) =>
        Encoding.UTF8.GetBytes(string.Concat(keys.Select(trusted => $"{trusted.Name} {trusted.Key}\n")));

    private static TrustedKey ReadLine(string line, IEnumerable<TrustedKey> before, Place place)
    {
        string[] words = line.Split(' ', 2);
        if (words.Length != 2 || !KeyName.IsValid(words[0]))
        {
            throw Bad(place, $"a line is a name ({KeyName.Rule}) and a key: `alice ssh-ed25519 AAAA…`");
        }

        PublicKey key;
        try
        {
            key = PublicKey.Parse(words[1]);
        }
        catch (NukaException error)
        {
            throw Bad(place, error.Problem.Message);
        }

        return before.Any(other => other.Name == words[0] || other.Key == key)
            ? throw Bad(place, "the name or the key stands in an earlier line already")
            : new TrustedKey(words[0], key, TrustOrigin.Listed);
    }

    private static NukaException Bad(Place place, string reason) => new Problem("trust/bad-trusted-keys", "the list of trusted keys cannot be read")
    {
        Place = place,
        Reasons = [reason],
        Hints = ["correct or remove the line"],
    }.ToException();
}
