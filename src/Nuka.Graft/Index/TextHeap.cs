using System.Buffers.Binary;
using System.Numerics;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Index;

/// <summary>
/// The text section while it is built: each text is stored once if <see cref="Intern"/> is used, and named by its offset. Offset 0 is
/// the empty text.
/// </summary>
internal sealed class TextHeap
{
    private byte[] heap = new byte[1 << 16];
    private int length = 1;
    private uint[] slots = new uint[1 << 12];
    private int interned;

    /// <summary>The section's bytes so far.</summary>
    internal ReadOnlyMemory<byte> Bytes => heap.AsMemory(0, length);

    /// <summary>Stores a text without looking whether it is there already.</summary>
    internal uint Add(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return 0;
        }

        Reserve(text.Length + 5);
        uint offset = (uint)length;
        uint rest = (uint)text.Length;
        while (rest >= 0x80)
        {
            heap[length++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        heap[length++] = (byte)rest;
        text.CopyTo(heap.AsSpan(length));
        length += text.Length;
        return offset;
    }

    /// <summary>Stores a text unless it was interned before.</summary>
    internal uint Intern(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return 0;
        }

        if (interned * 2 >= slots.Length)
        {
            Grow();
        }

        uint slot = KeyTable.Hash(text) & (uint)(slots.Length - 1);
        while (slots[slot] != 0)
        {
            if (Read(slots[slot]).SequenceEqual(text))
            {
                return slots[slot];
            }

            slot = (slot + 1) & (uint)(slots.Length - 1);
        }

        interned++;
        return slots[slot] = Add(text);
    }

    /// <summary>The text at an offset.</summary>
    internal ReadOnlySpan<byte> Read(uint offset)
    {
        int position = (int)offset;
        int size = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte part = heap[position++];
            size |= (part & 0x7F) << shift;
            if (part < 0x80)
            {
                return heap.AsSpan(position, size);
            }
        }
    }

    private void Reserve(int more)
    {
        long wanted = (long)length + more;
        if (wanted > IndexLimits.TextSizeLimit)
        {
            throw new Problem("graft/index-too-large", $"an index holds more than {IndexLimits.TextSizeLimit} bytes of text").ToException();
        }

        if (wanted > heap.Length)
        {
            Array.Resize(ref heap, (int)Math.Min(Math.Max(wanted, heap.Length * 2L), IndexLimits.TextSizeLimit));
        }
    }

    private void Grow()
    {
        uint[] old = slots;
        slots = new uint[old.Length * 2];
        foreach (uint offset in old)
        {
            if (offset != 0)
            {
                uint slot = KeyTable.Hash(Read(offset)) & (uint)(slots.Length - 1);
                while (slots[slot] != 0)
                {
                    slot = (slot + 1) & (uint)(slots.Length - 1);
                }

                slots[slot] = offset;
            }
        }
    }
}
