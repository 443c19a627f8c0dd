using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Nuka.Graft.Index;

/// <summary>One row of the compiled Packages index while it is built, and where its columns lie.</summary>
internal struct PackageRow
{
    internal const int Size = 112;
    internal const int FlagsOffset = 60;
    internal const int SizeOffset = 64;
    internal const int InstalledSizeOffset = 72;
    internal const int Sha256Offset = 80;
    internal const uint EssentialFlag = 4;
    internal const uint ProtectedFlag = 8;
    internal const int PriorityShift = 4;

    internal uint[] Texts;
    internal uint Flags;
    internal ulong SizeBytes;
    internal ulong InstalledSizeKibibytes;
    internal byte[] Sha256;

    /// <summary>Writes the row.</summary>
    internal readonly void Write(Span<byte> destination)
    {
        for (int column = 0; column < (int)PackageField.TextCount; column++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(destination[(column * 4)..], Texts[column]);
        }

        BinaryPrimitives.WriteUInt32LittleEndian(destination[FlagsOffset..], Flags);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[SizeOffset..], SizeBytes);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[InstalledSizeOffset..], InstalledSizeKibibytes);
        Sha256.AsSpan(0, SHA256.HashSizeInBytes).CopyTo(destination[Sha256Offset..]);
    }
}
