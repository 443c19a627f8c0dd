using System.Buffers.Binary;

namespace Nuka.Build.Outputs.Instructions;

/// <summary>
/// Decodes instructions of x86-64 in 64-bit mode as far as their length and their set go: legacy, VEX, EVEX and XOP encodings. It never reads behind the
/// end of what it is given. Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, chapter 2 (instruction format) and appendix A; AMD64
/// Architecture Programmer's Manual, volume 3, chapter 1, for XOP.
/// </summary>
internal ref struct X86Decoder
{
    /// <summary>The length that no instruction exceeds.</summary>
    internal const int LengthLimit = 15;

    private readonly ReadOnlySpan<byte> code;
    private int at;
    private bool hasOperandPrefix;
    private bool hasAddressPrefix;
    private int repeatPrefix;
    private bool isWide;
    private X86Encoding encoding;
    private int map;
    private int prefix;

    private X86Decoder(ReadOnlySpan<byte> code) => this.code = code[..Math.Min(code.Length, LengthLimit)];

    /// <summary>Decodes the instruction at the beginning of some code.</summary>
    /// <param name="code">The code; not more than 15 bytes of it are looked at.</param>
    /// <param name="instruction">The instruction.</param>
    /// <returns><see langword="false"/> if there is none, or if it goes on behind the end.</returns>
    internal static bool TryDecode(ReadOnlySpan<byte> code, out X86Instruction instruction) => new X86Decoder(code).TryDecode(out instruction);

    private bool TryDecode(out X86Instruction instruction)
    {
        instruction = default;
        if (!SkipPrefixes() || !ReadEncoding() || !TryTake(out byte opcode))
        {
            return false;
        }

        X86Shape shape = X86Shapes.Of(encoding, map, opcode);
        byte modRm = 0;
        int relativeAt = 0;
        if ((shape & X86Shape.Invalid) != 0
            || ((shape & X86Shape.Registers) != 0 && !TryTake(out modRm))
            || ((shape & X86Shape.ModRm) != 0 && !SkipOperand(out modRm, out relativeAt)))
        {
            return false;
        }

        at += ImmediateBytes(shape, opcode, modRm);
        if (at > code.Length)
        {
            return false;
        }

        instruction = new X86Instruction
        {
            LengthBytes = at,
            Encoding = encoding,
            Map = map,
            Opcode = opcode,
            Prefix = prefix,
            IsWide = isWide,
            ModRm = modRm,
            RelativeAddress = relativeAt == 0 ? null : BinaryPrimitives.ReadInt32LittleEndian(code[relativeAt..]),
        };
        return true;
    }

    private bool TryTake(out byte value)
    {
        bool isThere = at < code.Length;
        value = isThere ? code[at++] : (byte)0;
        return isThere;
    }

    /// <summary>Prefixes come in any order and number; a REX counts only as the last one.</summary>
    private bool SkipPrefixes()
    {
        for (; at < code.Length; at++)
        {
            switch (code[at])
            {
                case 0x66: hasOperandPrefix = true; break;
                case 0x67: hasAddressPrefix = true; break;
                case 0xF3: repeatPrefix = 2; break;
                case 0xF2: repeatPrefix = 3; break;
                case 0x26 or 0x2E or 0x36 or 0x3E or 0x64 or 0x65 or 0xF0: break;
                case >= 0x40 and <= 0x4F:
                    isWide = (code[at] & 8) != 0;
                    continue;
                default: return true;
            }

            isWide = false;
        }

        return false;
    }

    private bool ReadEncoding()
    {
        switch (code[at])
        {
            case 0xC5 or 0xC4 or 0x62: return ReadVector(code[at]);
            case 0x8F when at + 1 < code.Length && (code[at + 1] & 0x1F) >= 8: return ReadVector(code[at]);
        }

        prefix = repeatPrefix != 0 ? repeatPrefix : hasOperandPrefix ? 1 : 0;
        if (code[at] == 0x0F && at + 1 < code.Length)
        {
            map = code[at + 1] switch { 0x38 => 2, 0x3A => 3, _ => 1 };
            at += map == 1 ? 1 : 2;
        }

        return true;
    }

    /// <summary>The prefixes of two to four bytes; the mandatory prefix is a number in them, and those of one byte must not stand before.</summary>
    private bool ReadVector(byte first)
    {
        int length = first switch { 0xC5 => 2, 0x62 => 4, _ => 3 };
        if (at + length > code.Length || hasOperandPrefix || repeatPrefix != 0)
        {
            return false;
        }

        byte second = code[at + 1];
        byte last = first == 0xC5 ? second : code[at + 2];
        encoding = first switch { 0x62 => X86Encoding.Evex, 0x8F => X86Encoding.Xop, _ => X86Encoding.Vex };
        map = first switch { 0xC5 => 1, 0x62 => second & 0x0F, _ => second & 0x1F };
        isWide = first != 0xC5 && (last & 0x80) != 0;
        prefix = last & 3;
        at += length;
        return true;
    }

    /// <summary>ModRM, the byte SIB and the displacement.</summary>
    private bool SkipOperand(out byte modRm, out int relativeAt)
    {
        relativeAt = 0;
        if (!TryTake(out modRm))
        {
            return false;
        }

        int mode = modRm >> 6;
        int operand = modRm & 7;
        if (mode == 3)
        {
            return true;
        }

        int displacement = mode == 1 ? 1 : mode == 2 ? 4 : 0;
        if (operand == 4)
        {
            if (!TryTake(out byte scaled))
            {
                return false;
            }

            displacement = mode == 0 && (scaled & 7) == 5 ? 4 : displacement;
        }
        else if (mode == 0 && operand == 5)
        {
            relativeAt = at;
            displacement = 4;
        }

        at += displacement;
        return at <= code.Length;
    }

    private readonly int ImmediateBytes(X86Shape shape, byte opcode, byte modRm)
    {
        if ((shape & X86Shape.TestOnly) != 0 && (modRm & 0x38) > 8)
        {
            return 0;
        }

        // EXTRQ and INSERTQ of SSE4a have two, behind a mandatory prefix only (AMD64 manual, volume 4).
        int bytes = encoding == X86Encoding.Legacy && map == 1 && opcode == 0x78 && prefix is 1 or 3 ? 2 : 0;
        bytes += (shape & X86Shape.Byte) != 0 ? 1 : 0;
        bytes += (shape & X86Shape.Word) != 0 ? 2 : 0;
        bytes += (shape & X86Shape.Long) != 0 ? 4 : 0;
        bytes += (shape & X86Shape.Operand) != 0 ? OperandBytes() : 0;
        bytes += (shape & X86Shape.Wide) != 0 ? (isWide ? 8 : OperandBytes()) : 0;
        return bytes + ((shape & X86Shape.Address) == 0 ? 0 : hasAddressPrefix ? 4 : 8);
    }

    private readonly int OperandBytes() => hasOperandPrefix && !isWide ? 2 : 4;
}
