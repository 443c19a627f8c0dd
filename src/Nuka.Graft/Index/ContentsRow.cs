using System.Buffers.Binary;

namespace Nuka.Graft.Index;

/// <summary>One row of the compiled Contents index while it is built: text offsets, and the kind.</summary>
internal readonly record struct ContentsRow(uint Key, uint Directory, uint Name, uint Packages, ContentsKind Kind)
{
    internal const int Size = 20;

    internal void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(destination, Key);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[4..], Directory);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[8..], Name);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[12..], Packages);
        BinaryPrimitives.WriteUInt32LittleEndian(destination[16..], (uint)Kind);
    }
}
