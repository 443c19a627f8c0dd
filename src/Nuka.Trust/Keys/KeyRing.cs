using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Platform.Processes;

namespace Nuka.Trust.Keys;

/// <summary>
/// The keys of one state directory: its own, made on first need, and those of others whose word a person lets count (specs/keys.md).
/// </summary>
/// <param name="directory">The directory <c>keys-v1</c> of the state; made when the first key is.</param>
public sealed class KeyRing(string directory)
{
    private const uint SecretMode = 0x180; // 0600
    private const uint OthersMask = 0x3F; // 0077
    private const uint OthersWriteMask = 0x12; // 0022

    // No host and no user in it: what is signed is handed to others.
    private const string Comment = "nuka";

    private string OwnFile => Path.Combine(directory, "own");

    private string TrustedFile => Path.Combine(directory, "trusted");

    /// <summary>The keys of others that were trusted, in the order in which that happened.</summary>
    /// <exception cref="NukaException"><c>trust/bad-trusted-keys</c>, <c>trust/open-key-file</c>.</exception>
    public ImmutableArray<TrustedKey> Trusted =>
        ReadOwnFile(TrustedFile, TrustedKeysFile.LimitBytes, OthersWriteMask) is { } text ? TrustedKeysFile.Read(text, TrustedFile) : [];

    /// <summary>The own key if there is one yet.</summary>
    /// <exception cref="NukaException"><c>trust/bad-key-file</c>, <c>trust/open-key-file</c>.</exception>
    public SigningKey? TryGetOwn()
    {
        byte[]? text = ReadOwnFile(OwnFile, KeyFile.LimitBytes, OthersMask);
        try
        {
            return text is null ? null : KeyFile.Read(text, OwnFile);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
    }

    /// <summary>The own key, made if there is none yet. Of several processes that make it at the same time, all get the same.</summary>
    /// <exception cref="NukaException"><c>trust/bad-key-file</c>, <c>trust/open-key-file</c>.</exception>
    public SigningKey GetOwn()
    {
        if (TryGetOwn() is { } there)
        {
            return there;
        }

        using FileLock alone = Lock();
        if (TryGetOwn() is { } other)
        {
            return other;
        }

        SigningKey key = SigningKey.Generate();
        AtomicFile.Write(OwnFile + ".pub", Encoding.ASCII.GetBytes($"{key.PublicKey} {Comment}\n"));
        byte[] text = KeyFile.Write(key, Comment);
        AtomicFile.Write(OwnFile, text, SecretMode);
        CryptographicOperations.ZeroMemory(text);
        return key;
    }

    /// <summary>Lets a key's word count until <see cref="Forget"/>.</summary>
    /// <param name="text">The key, as <see cref="PublicKey.Parse(string)"/> takes it.</param>
    /// <param name="name">What to call it; <see langword="null"/>: as the line itself says, else a part of the key.</param>
    /// <param name="changesNothing">Whether only to say what it would be called.</param>
    /// <returns>The key with its name; one that was trusted already has its name from before, unless another was given.</returns>
    /// <exception cref="NukaException">
    /// <c>trust/bad-key</c>, <c>trust/unknown-key-kind</c>, <c>trust/weak-key</c>, <c>trust/bad-name</c>, <c>trust/name-taken</c>, <c>trust/too-many-keys</c>.
    /// </exception>
    public TrustedKey Trust(string text, string? name, bool changesNothing = false)
    {
        PublicKey key = PublicKey.Parse(text, out string comment);
        if (name is not null && !KeyName.IsValid(name))
        {
            throw new Problem("trust/bad-name", $"`{name}` cannot be the name of a key") { Hints = [$"a name has {KeyName.Rule}"] }.ToException();
        }

        using FileLock? alone = changesNothing ? null : Lock();
        ImmutableArray<TrustedKey> before = Trusted;
        TrustedKey? known = before.FirstOrDefault(other => other.Key == key);
        TrustedKey trusted = new(name ?? known?.Name ?? KeyName.From(comment, key), key, TrustOrigin.Listed);
        RequireFree(trusted, before);
        if (!changesNothing && trusted != known)
        {
            Write(known is null ? before.Add(trusted) : before.Replace(known, trusted));
        }

        return trusted;
    }

    /// <summary>Lets a key's word count no more.</summary>
    /// <param name="text">Its name, its fingerprint, or the key.</param>
    /// <param name="changesNothing">Whether only to say which it is.</param>
    /// <returns>The key that was trusted until then.</returns>
    /// <exception cref="NukaException"><c>trust/unknown-key</c>.</exception>
    public TrustedKey Forget(string text, bool changesNothing = false)
    {
        using FileLock? alone = changesNothing ? null : Lock();
        TrustedKey unwanted = Find(text);
        if (!changesNothing)
        {
            Write(Trusted.Remove(unwanted));
        }

        return unwanted;
    }

    /// <summary>Finds a trusted key.</summary>
    /// <param name="text">Its name, its fingerprint, or the key.</param>
    /// <exception cref="NukaException"><c>trust/unknown-key</c>.</exception>
    public TrustedKey Find(string text)
    {
        ImmutableArray<TrustedKey> trusted = Trusted;
        PublicKey? key = text.Contains("AAAA", StringComparison.Ordinal) ? PublicKey.Parse(text) : null;
        return trusted.FirstOrDefault(known => known.Name == text || known.Key.Fingerprint == text || known.Key == key)
            ?? throw new Problem("trust/unknown-key", $"no trusted key is called `{text}`")
            {
                Hints = [.. Spelling.Nearest(text, trusted.Select(known => known.Name)).Take(1).Select(name => $"did you mean `{name}`?"), "try: nuka key list"],
            }.ToException();
    }

    /// <summary>Whose word counts: the own key's if there is one, the trusted ones', and those that a command was told of.</summary>
    /// <param name="once">Keys for this command, or names of trusted ones.</param>
    /// <exception cref="NukaException">As for <see cref="PublicKey.Parse(string)"/>, and those of reading the two files.</exception>
    public TrustPolicy Policy(IReadOnlyCollection<string> once)
    {
        ArgumentNullException.ThrowIfNull(once);
        using SigningKey? own = TryGetOwn();
        IEnumerable<TrustedKey> told = once.Select(text =>
        {
            PublicKey key = PublicKey.Parse(text, out string comment);
            return new TrustedKey(KeyName.From(comment, key), key, TrustOrigin.Once);
        });
        IEnumerable<TrustedKey> ours = own is null ? [] : [new TrustedKey(KeyName.Own, own.PublicKey, TrustOrigin.Own)];
        return new TrustPolicy([.. ours, .. Trusted, .. told]);
    }

    private static void RequireFree(TrustedKey trusted, ImmutableArray<TrustedKey> before)
    {
        if (before.FirstOrDefault(other => other.Name == trusted.Name && other.Key != trusted.Key) is { } other)
        {
            throw new Problem("trust/name-taken", $"another key is called `{trusted.Name}` already")
            {
                Reasons = [$"that one is {other.Key.Fingerprint}, the new one {trusted.Key.Fingerprint}"],
                Hints = ["give the new one a name   try: nuka key trust KEY --name NAME", $"try: nuka key forget {trusted.Name}"],
            }.ToException();
        }

        if (before.Length >= TrustedKeysFile.LimitKeys && before.All(other => other.Key != trusted.Key))
        {
            throw new Problem("trust/too-many-keys", $"{TrustedKeysFile.LimitKeys} keys are trusted already")
            {
                Hints = ["forget some of them   try: nuka key list"],
            }.ToException();
        }
    }

    private FileLock Lock()
    {
        using DirectoryHandle handle = DirectoryHandle.Open(PrivateDirectory.Make(directory));
        return FileLock.Acquire(handle.OpenOrCreateFile("lock"u8, SecretMode), FileLockMode.Exclusive);
    }

    private void Write(ImmutableArray<TrustedKey> keys) => AtomicFile.Write(TrustedFile, TrustedKeysFile.Write(keys), SecretMode);

    // What others could have written or read is no secret, and nobody's word.
    private static byte[]? ReadOwnFile(string path, int limitBytes, uint refused)
    {
        string parent = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(parent))
        {
            return null;
        }

        using DirectoryHandle handle = DirectoryHandle.Open(parent);
        if (handle.TryGetStatus(Encoding.ASCII.GetBytes(Path.GetFileName(path))) is not { } status)
        {
            return null;
        }

        string? reason = status.Kind != FileKind.File ? "it is no regular file"
            : status.User != Account.Current.User ? $"it belongs to user {status.User}, not to you"
            : (status.Mode & refused) != 0 ? $"others may {(refused == OthersMask ? "read or write" : "write")} it"
            : status.SizeBytes > limitBytes ? $"it is larger than {limitBytes} bytes"
            : null;
        return reason is null ? File.ReadAllBytes(path) : throw new Problem("trust/open-key-file", "a file of keys is not yours alone")
        {
            Place = new Place(path),
            Reasons = [reason],
            Hints = [$"make sure that it is the one that you mean, then: try: chmod 600 {path}"],
        }.ToException();
    }
}
