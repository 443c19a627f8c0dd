using System.Buffers.Binary;

namespace Nuka.Trust.Keys;

/// <summary>Reads the numbers and texts of RFC 4251, section 5. Behind the end everything is empty, and <see cref="IsTorn"/> says so.</summary>
internal ref struct SshReader(ReadOnlySpan<byte> rest)
{
    private ReadOnlySpan<byte> rest = rest;

    /// <summary>Whether more was read than there was.</summary>
    internal bool IsTorn { get; private set; }

    internal ReadOnlySpan<byte> Take(long length)
    {
        if (length > rest.Length)
        {
            IsTorn = true;
            rest = [];
            return [];
        }

        ReadOnlySpan<byte> taken = rest[..(int)length];
        rest = rest[(int)length..];
        return taken;
    }

    internal uint Number() => Take(4) is { Length: 4 } bytes ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : 0;

    internal ReadOnlySpan<byte> Text() => Take(Number());
}
