using System.Runtime.CompilerServices;
using System.Text;

namespace Nuka.Content.Hashing;

/// <summary>
/// BLAKE3 of bytes that lie in memory. Source: the BLAKE3 paper. For bytes that come in pieces see <see cref="Blake3Hasher"/>.
/// </summary>
public static unsafe class Blake3
{
    /// <summary>Length of a key in bytes.</summary>
    public const int KeyLength = 32;

    /// <summary>The plain hash.</summary>
    /// <param name="data">The input.</param>
    public static Digest Hash(ReadOnlySpan<byte> data)
    {
        uint* key = stackalloc uint[Blake3Portable.ChainingWords];
        Blake3Portable.SetPlainKey(key);
        return DigestOf(data, key, 0);
    }

    /// <summary>The plain hash as the beginning of its endless output.</summary>
    /// <param name="data">The input.</param>
    /// <param name="output">Receives the output; any length, 32 bytes are the digest.</param>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> output)
    {
        uint* key = stackalloc uint[Blake3Portable.ChainingWords];
        Blake3Portable.SetPlainKey(key);
        RootOf(Blake3Rows.Best, data, key, 0, out Blake3Node root);
        root.WriteRoot(output, 0);
    }

    /// <summary>The plain hash of a few kilobytes, of which there are no more: on the path that needs nothing to be compiled first.</summary>
    /// <param name="data">The input.</param>
    /// <param name="output">Receives the output.</param>
    public static void HashBriefly(ReadOnlySpan<byte> data, Span<byte> output)
    {
        uint* key = stackalloc uint[Blake3Portable.ChainingWords];
        Blake3Portable.SetPlainKey(key);
        RootOf(Blake3Path.Scalar, data, key, 0, out Blake3Node root);
        root.WriteRoot(output, 0);
    }

    /// <summary>The hash under a key: a message authentication code.</summary>
    /// <param name="key">32 bytes.</param>
    /// <param name="data">The input.</param>
    /// <exception cref="ArgumentException">The key does not have 32 bytes.</exception>
    public static Digest HashKeyed(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data)
    {
        CheckKey(key);
        uint* words = stackalloc uint[Blake3Portable.ChainingWords];
        key.CopyTo(new Span<byte>(words, KeyLength));
        return DigestOf(data, words, Blake3Portable.KeyedHash);
    }

    /// <summary>A key or an identity derived from material for one purpose.</summary>
    /// <param name="context">The purpose: a constant of the program, unique in the world; never data.</param>
    /// <param name="material">The input.</param>
    public static Digest DeriveKey(string context, ReadOnlySpan<byte> material)
    {
        uint* words = stackalloc uint[Blake3Portable.ChainingWords];
        ContextKey(context, words);
        return DigestOf(material, words, Blake3Portable.DeriveKeyMaterial);
    }

    internal static void CheckKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != KeyLength)
        {
            throw new ArgumentException($"a BLAKE3 key has {KeyLength} bytes, not {key.Length}", nameof(key));
        }
    }

    /// <summary>The key that stands for a context string.</summary>
    /// <param name="context">The context; hashed as UTF-8.</param>
    /// <param name="key">8 words.</param>
    internal static void ContextKey(string context, uint* key)
    {
        uint* plain = stackalloc uint[Blake3Portable.ChainingWords];
        Blake3Portable.SetPlainKey(plain);
        RootOf(Blake3Rows.Best, Encoding.UTF8.GetBytes(context), plain, Blake3Portable.DeriveKeyContext, out Blake3Node root);
        root.WriteRoot(new Span<byte>(key, KeyLength), 0);
    }

    private static Digest DigestOf(ReadOnlySpan<byte> data, uint* key, uint flags)
    {
        RootOf(Blake3Rows.Best, data, key, flags, out Blake3Node root);
        Span<byte> bytes = stackalloc byte[Digest.Length];
        root.WriteRoot(bytes, 0);
        return new Digest(bytes);
    }

    /// <summary>The root of an input.</summary>
    /// <param name="path">The widest path to use.</param>
    /// <param name="data">The input.</param>
    /// <param name="key">8 words.</param>
    /// <param name="flags">The domain.</param>
    /// <param name="root">The root.</param>
    [SkipLocalsInit]
    internal static void RootOf(Blake3Path path, ReadOnlySpan<byte> data, uint* key, uint flags, out Blake3Node root)
    {
        fixed (byte* input = data)
        {
            if (data.Length <= Blake3Spine.GroupLength)
            {
                Blake3Subtree.EndNode(path, input, data.Length, key, 0, flags, out root);
                return;
            }

            Unsafe.SkipInit(out Blake3Spine spine);
            spine.Begin(path, key, flags);
            nuint taken = spine.Absorb(input, (nuint)data.Length);
            spine.Finish(input + taken, data.Length - (int)taken, out root);
        }
    }
}
