using System.Runtime.CompilerServices;

namespace Nuka.Content.Hashing;

/// <summary>
/// BLAKE3 of bytes that come in pieces. Any sizes of pieces do; large ones are hashed where they lie, small ones are gathered.
/// Not safe for several threads at once; one value can be reused by <see cref="Reset"/>.
/// </summary>
public sealed unsafe class Blake3Hasher
{
    private readonly byte[] gathered = GC.AllocateUninitializedArray<byte>(Blake3Spine.GroupLength);
    private Blake3Spine spine;
    private int gatheredLength;

    /// <summary>Begins a hash on a path of choice.</summary>
    /// <param name="path">The widest path to use.</param>
    /// <param name="key">8 words.</param>
    /// <param name="flags">The domain.</param>
    internal Blake3Hasher(Blake3Path path, uint* key, uint flags) => spine.Begin(path, key, flags);

    /// <summary>Begins a plain hash.</summary>
    public static Blake3Hasher CreateHash()
    {
        uint* key = stackalloc uint[Blake3Portable.ChainingWords];
        Blake3Portable.SetPlainKey(key);
        return new Blake3Hasher(Blake3Rows.Best, key, 0);
    }

    /// <summary>Begins a hash under a key.</summary>
    /// <param name="key">32 bytes.</param>
    /// <exception cref="ArgumentException">The key does not have 32 bytes.</exception>
    public static Blake3Hasher CreateKeyed(ReadOnlySpan<byte> key)
    {
        Blake3.CheckKey(key);
        uint* words = stackalloc uint[Blake3Portable.ChainingWords];
        key.CopyTo(new Span<byte>(words, Blake3.KeyLength));
        return new Blake3Hasher(Blake3Rows.Best, words, Blake3Portable.KeyedHash);
    }

    /// <summary>Begins a derivation.</summary>
    /// <param name="context">The purpose: a constant of the program, unique in the world; never data.</param>
    public static Blake3Hasher CreateDeriveKey(string context)
    {
        uint* words = stackalloc uint[Blake3Portable.ChainingWords];
        Blake3.ContextKey(context, words);
        return new Blake3Hasher(Blake3Rows.Best, words, Blake3Portable.DeriveKeyMaterial);
    }

    /// <summary>Adds the next piece of input.</summary>
    /// <param name="data">The bytes; they are not kept.</param>
    public void Append(ReadOnlySpan<byte> data)
    {
        if (gatheredLength > 0)
        {
            int count = Math.Min(data.Length, gathered.Length - gatheredLength);
            data[..count].CopyTo(gathered.AsSpan(gatheredLength));
            gatheredLength += count;
            data = data[count..];
            if (data.IsEmpty)
            {
                return;
            }

            // The gathered group is full and is not the end: more follows.
            AbsorbGathered();
        }

        fixed (byte* input = data)
        {
            int taken = (int)spine.Absorb(input, (nuint)data.Length);
            data = data[taken..];
        }

        data.CopyTo(gathered);
        gatheredLength = data.Length;
    }

    /// <summary>The digest of everything appended so far; appending may go on afterwards.</summary>
    public Digest Finish()
    {
        Span<byte> bytes = stackalloc byte[Digest.Length];
        Finish(bytes);
        return new Digest(bytes);
    }

    /// <summary>Part of the endless output for everything appended so far; appending may go on afterwards.</summary>
    /// <param name="output">Receives the bytes; any length.</param>
    /// <param name="offset">Where in the output they begin.</param>
    public void Finish(Span<byte> output, ulong offset = 0)
    {
        fixed (byte* input = gathered)
        {
            spine.Finish(input, gatheredLength, out Blake3Node root);
            root.WriteRoot(output, offset);
        }
    }

    /// <summary>Forgets the input and keeps the key.</summary>
    public void Reset()
    {
        spine.Restart();
        gatheredLength = 0;
    }

    private void AbsorbGathered()
    {
        fixed (byte* input = gathered)
        {
            spine.AbsorbGroup(input);
        }
    }
}
