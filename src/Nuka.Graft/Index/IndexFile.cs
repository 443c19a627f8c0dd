using System.Buffers.Binary;
using System.IO.MemoryMappedFiles;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Index;

/// <summary>
/// A compiled index, mapped into memory: named sections of bytes. Every block is checked against its digest the first time a byte
/// of it is read, so opening costs nothing and a damaged block is never believed. Format: specs/package-index.md, "the container".
/// </summary>
internal sealed unsafe class IndexFile : IDisposable
{
    internal const int HeaderSize = 4096;
    internal const int BlockSize = 16384;
    internal const int MagicSize = 8;
    internal const int SectionCountLimit = 16;
    internal const int DigestOffset = 24;
    internal const int SectionTableOffset = 56;

    private readonly string path;
    private readonly MemoryMappedFile map;
    private readonly MemoryMappedViewAccessor view;
    private readonly byte* start;
    private readonly long dataEnd;
    private readonly byte[] digests;
    private readonly bool[] checkedBlocks;
    private readonly (long Offset, long Length)[] sections;
    private bool disposed;

    private IndexFile(string path, MemoryMappedFile map, MemoryMappedViewAccessor view, long fileLength)
    {
        this.path = path;
        this.map = map;
        this.view = view;
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        start = pointer + view.PointerOffset;
        ReadOnlySpan<byte> header = new(start, HeaderSize);
        int sectionCount = BinaryPrimitives.ReadInt32LittleEndian(header[MagicSize..]);
        int blockSize = BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
        dataEnd = BinaryPrimitives.ReadInt64LittleEndian(header[16..]);
        long blockCount = (dataEnd - HeaderSize + BlockSize - 1) / BlockSize;
        if (sectionCount is < 0 or > SectionCountLimit || blockSize != BlockSize || dataEnd < HeaderSize
            || fileLength != dataEnd + (blockCount * SHA256.HashSizeInBytes))
        {
            throw Damaged("its header does not fit its size");
        }

        digests = new ReadOnlySpan<byte>(start + dataEnd, (int)(fileLength - dataEnd)).ToArray();
        CheckHeader(header);
        checkedBlocks = new bool[blockCount];
        sections = new (long, long)[sectionCount];
        for (int index = 0; index < sectionCount; index++)
        {
            ReadOnlySpan<byte> entry = header.Slice(SectionTableOffset + (index * 16), 16);
            sections[index] = (BinaryPrimitives.ReadInt64LittleEndian(entry), BinaryPrimitives.ReadInt64LittleEndian(entry[8..]));
            if (sections[index].Offset < HeaderSize || sections[index].Length < 0 || sections[index].Offset + sections[index].Length > dataEnd)
            {
                throw Damaged("a section lies outside of it");
            }
        }
    }

    /// <summary>Maps an index.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="magic">The eight bytes that it must begin with: kind and format version.</param>
    /// <param name="sectionCount">How many sections a file of this kind has.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="NukaException"><c>graft/damaged-index</c>.</exception>
    internal static IndexFile Open(string path, ReadOnlySpan<byte> magic, int sectionCount)
    {
        using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        long length = RandomAccess.GetLength(handle);
        Span<byte> head = stackalloc byte[MagicSize];
        if (length < HeaderSize || RandomAccess.Read(handle, head, 0) != MagicSize || !head.SequenceEqual(magic))
        {
            throw Damaged(path, "it does not begin as one");
        }

        MemoryMappedFile? map = null;
        MemoryMappedViewAccessor? view = null;
        try
        {
            map = MemoryMappedFile.CreateFromFile(
                new FileStream(handle, FileAccess.Read, bufferSize: 0), null, length, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
            view = map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read);
            IndexFile file = new(path, map, view, length);
            if (file.sections.Length != sectionCount)
            {
                throw file.Damaged($"it has {file.sections.Length} sections, not {sectionCount}");
            }

            return file;
        }
        catch
        {
            view?.Dispose();
            map?.Dispose();
            throw;
        }
    }

    /// <summary>Whether every block of an index is what was written; reads the whole file.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="magic">As for <see cref="Open"/>.</param>
    /// <param name="sectionCount">As for <see cref="Open"/>.</param>
    internal static bool IsSound(string path, ReadOnlySpan<byte> magic, int sectionCount)
    {
        try
        {
            using IndexFile file = Open(path, magic, sectionCount);
            for (long block = 0; block < file.checkedBlocks.Length; block++)
            {
                file.CheckBlock(block);
            }

            return true;
        }
        catch (Exception problem) when (problem is NukaException or FileNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Length of a section in bytes.</summary>
    internal long SectionLength(int section) => sections[section].Length;

    /// <summary>Bytes of a section, checked.</summary>
    /// <exception cref="NukaException"><c>graft/damaged-index</c>: the range lies outside, or a block differs from its digest.</exception>
    internal ReadOnlySpan<byte> Read(int section, long offset, int length)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        (long sectionOffset, long sectionLength) = sections[section];
        if (offset < 0 || length < 0 || offset > sectionLength - length)
        {
            throw Damaged("an offset points outside of a section");
        }

        long position = sectionOffset + offset;
        CheckBlocks(position, length);
        return new ReadOnlySpan<byte>(start + position, length);
    }

    /// <summary>One little-endian number of 32 bits.</summary>
    internal uint ReadNumber(int section, long offset) => BinaryPrimitives.ReadUInt32LittleEndian(Read(section, offset, 4));

    /// <summary>The text at an offset of the text section: its length as a variable-length number, then its bytes.</summary>
    internal ReadOnlySpan<byte> ReadText(int section, uint offset)
    {
        int shift = 0;
        uint length = 0;
        long position = offset;
        while (true)
        {
            byte part = Read(section, position++, 1)[0];
            length |= (uint)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return length <= int.MaxValue ? Read(section, position, (int)length) : throw Damaged("a text is too long");
            }

            shift += 7;
            if (shift > 28)
            {
                throw Damaged("a text is too long");
            }
        }
    }

    /// <summary>The problem that a file of ours is not what we wrote.</summary>
    internal NukaException Damaged(string reason) => Damaged(path, reason);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!disposed)
        {
            disposed = true;
            view.SafeMemoryMappedViewHandle.ReleasePointer();
            view.Dispose();
            map.Dispose();
        }
    }

    private static NukaException Damaged(string path, string reason) =>
        new Problem("graft/damaged-index", $"a compiled package index is damaged: {Path.GetFileName(path)}")
        {
            Reasons = [reason, $"it is {path}"],
            Hints = ["compile it again   try: nuka source update"],
        }.ToException();

    private void CheckHeader(ReadOnlySpan<byte> header)
    {
        byte[] copy = header.ToArray();
        copy.AsSpan(DigestOffset, SHA256.HashSizeInBytes).Clear();
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(copy);
        hash.AppendData(digests);
        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(header.Slice(DigestOffset, SHA256.HashSizeInBytes)))
        {
            throw Damaged("its header differs from its digest");
        }
    }

    private void CheckBlocks(long position, int length)
    {
        if (length == 0)
        {
            return;
        }

        long last = (position + length - 1 - HeaderSize) / BlockSize;
        for (long block = (position - HeaderSize) / BlockSize; block <= last; block++)
        {
            if (!Volatile.Read(ref checkedBlocks[block]))
            {
                CheckBlock(block);
            }
        }
    }

    private void CheckBlock(long block)
    {
        long offset = HeaderSize + (block * BlockSize);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(new ReadOnlySpan<byte>(start + offset, (int)Math.Min(BlockSize, dataEnd - offset)), digest);
        if (!digest.SequenceEqual(digests.AsSpan((int)block * SHA256.HashSizeInBytes, SHA256.HashSizeInBytes)))
        {
            throw Damaged($"block {block} differs from its digest");
        }

        Volatile.Write(ref checkedBlocks[block], true);
    }
}
