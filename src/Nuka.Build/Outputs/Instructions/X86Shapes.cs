using System.Globalization;

namespace Nuka.Build.Outputs.Instructions;

/// <summary>
/// What follows each opcode. Source: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2, appendix A (opcode maps), and AMD64 Architecture
/// Programmer's Manual, volume 3, appendix A, for XOP and 3DNow!.
/// </summary>
internal static class X86Shapes
{
    private const int Opcodes = 256;

    // One row: opcodes and ranges of them in hexadecimal, a colon, letters. m ModRM, r registers only, b 8 bits, w 16, z operand size, v up to 64,
    // a address, t for TEST only, l 32 bits, ! invalid. What no row names has the letters that are given for the rest.
    private static readonly X86Shape[] OneByte = Read(
        X86Shape.Plain,
        "00-03 08-0B 10-13 18-1B 20-23 28-2B 30-33 38-3B 63 84-8F D0-D3 D8-DF FE FF : m",
        "04 0C 14 1C 24 2C 34 3C 6A 70-7F A8 B0-B7 CD E0-E7 EB : b",
        "05 0D 15 1D 25 2D 35 3D 68 A9 E8 E9 : z",
        "69 81 C7 : mz",
        "6B 80 83 C0 C1 C6 : mb",
        "B8-BF : v",
        "A0-A3 : a",
        "C2 CA : w",
        "C8 : wb",
        "F6 : mbt",
        "F7 : mzt",
        "06 07 0E 0F 16 17 1E 1F 27 2F 37 3F 60 61 62 82 9A C4 C5 CE D4 D5 D6 EA : !");

    private static readonly X86Shape[] TwoByte = Read(
        X86Shape.ModRm,
        "05-09 0B 0E 30-35 37 77 A0-A2 A8-AA C8-CF : -",
        "0F 70-73 A4 AC BA C2 C4-C6 : mb",
        "20-23 : r",
        "80-8F : z",
        "04 0A 0C 24-27 36 38-3F 7A 7B : !");

    private static readonly X86Shape[] VexTwoByte = Read(X86Shape.ModRm, "77 : -", "70-73 C2 C4-C6 : mb");

    private static readonly X86Shape[] Register = Read(X86Shape.ModRm);

    private static readonly X86Shape[] RegisterByte = Read(X86Shape.ModRm | X86Shape.Byte);

    private static readonly X86Shape[] RegisterLong = Read(X86Shape.ModRm | X86Shape.Long);

    /// <summary>What follows an opcode.</summary>
    /// <param name="encoding">How the instruction is encoded.</param>
    /// <param name="map">The opcode map: 0 one byte, 1 behind 0F, 2 behind 0F 38, 3 behind 0F 3A; what the other encodings say themselves.</param>
    /// <param name="opcode">The opcode.</param>
    internal static X86Shape Of(X86Encoding encoding, int map, byte opcode) => (encoding, map) switch
    {
        (X86Encoding.Legacy, 0) => OneByte[opcode],
        (X86Encoding.Legacy, 1) => TwoByte[opcode],
        (X86Encoding.Vex or X86Encoding.Evex, 1) => VexTwoByte[opcode],
        (not X86Encoding.Xop, 2) or (X86Encoding.Xop, 9) or (X86Encoding.Evex, 5 or 6) => Register[opcode],
        (not X86Encoding.Xop, 3) or (X86Encoding.Xop, 8) => RegisterByte[opcode],
        (X86Encoding.Xop, 10) => RegisterLong[opcode],
        _ => X86Shape.Invalid,
    };

    private static X86Shape[] Read(X86Shape rest, params string[] rows)
    {
        X86Shape[] shapes = new X86Shape[Opcodes];
        Array.Fill(shapes, rest);
        foreach (string row in rows)
        {
            string[] halves = row.Split(" : ");
            X86Shape shape = halves[1].Aggregate(X86Shape.Plain, (all, letter) => all | Letter(letter));
            foreach (int opcode in OpcodesIn(halves[0]))
            {
                shapes[opcode] = shape;
            }
        }

        return shapes;
    }

    /// <summary>The opcodes of a list of numbers and ranges.</summary>
    internal static IEnumerable<int> OpcodesIn(string list)
    {
        foreach (string part in list.Split(' '))
        {
            string[] ends = part.Split('-');
            int first = int.Parse(ends[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            int last = int.Parse(ends[^1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            for (int opcode = first; opcode <= last; opcode++)
            {
                yield return opcode;
            }
        }
    }

    private static X86Shape Letter(char letter) => letter switch
    {
        '-' => X86Shape.Plain,
        'm' => X86Shape.ModRm,
        'r' => X86Shape.Registers,
        'b' => X86Shape.Byte,
        'w' => X86Shape.Word,
        'z' => X86Shape.Operand,
        'v' => X86Shape.Wide,
        'a' => X86Shape.Address,
        't' => X86Shape.TestOnly,
        'l' => X86Shape.Long,
        _ => X86Shape.Invalid,
    };
}
