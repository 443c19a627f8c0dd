using System.Collections.Immutable;
using System.Globalization;

namespace Nuka.Build.Outputs.Instructions;

/// <summary>
/// Which set an instruction belongs to: the first row that fits, else the base of x86-64. Source: Intel 64 and IA-32 Architectures Software Developer's Manual,
/// volume 2, "CPUID Feature Flag" of each instruction; AMD64 Architecture Programmer's Manual, volumes 3 to 6.
/// </summary>
/// <remarks>
/// Left in the base although they have sets of their own, since processors without them do nothing at them or are never brought there: prefetches, MPX,
/// CET, instructions of operating systems; and TZCNT, which compilers write for BSF where both give the same.
/// </remarks>
internal static class InstructionSets
{
    private const int Encodings = 4;
    private const int Maps = 32;
    private const int Prefixes = 4;
    private const int Opcodes = 256;

    private static readonly InstructionSet Base = new("x86-64", 1);

    // Levels: psABI of x86-64, table 3.1. What is not here is in no level.
    private static readonly ImmutableDictionary<string, int> Levels = new Dictionary<string, int>
    {
        ["x86-64"] = 1,
        ["SSE3"] = 2, ["SSSE3"] = 2, ["SSE4.1"] = 2, ["SSE4.2"] = 2, ["POPCNT"] = 2, ["CMPXCHG16B"] = 2, ["LAHF"] = 2,
        ["AVX"] = 3, ["AVX2"] = 3, ["BMI1"] = 3, ["BMI2"] = 3, ["F16C"] = 3, ["FMA"] = 3, ["LZCNT"] = 3, ["MOVBE"] = 3, ["XSAVE"] = 3,
        ["AVX-512"] = 4,
    }.ToImmutableDictionary();

    // SET ENCODING MAP PREFIX OPCODES [CONDITION]. The prefix is one of - 66 F3 F2, several with +, or any. Conditions: W0, W1; /N the register field of
    // ModRM; mem, reg what ModRM names; =XX all of ModRM; several with commas.
    private static readonly ImmutableArray<string> Rows =
    [
        "LAHF legacy 0 any 9E-9F",
        "SSE3 legacy 0 any DB DD DF /1,mem",
        "TSX legacy 0 any C6-C7 =F8",
        "XSAVE legacy 1 any 01 =D0", "XSAVE legacy 1 any 01 =D1",
        "TSX legacy 1 any 01 =D5", "TSX legacy 1 any 01 =D6", "TSX legacy 1 F2 01 =E8", "TSX legacy 1 F2 01 =E9",
        "PKU legacy 1 - 01 =EE", "PKU legacy 1 - 01 =EF", "UINTR legacy 1 F3 01 =EC", "UINTR legacy 1 F3 01 =ED", "UINTR legacy 1 F3 01 =EE", "UINTR legacy 1 F3 01 =EF",
        "SERIALIZE legacy 1 - 01 =E8", "RDTSCP legacy 1 any 01 =F9", "MONITORX legacy 1 any 01 =FA", "MONITORX legacy 1 any 01 =FB", "CLZERO legacy 1 any 01 =FC",
        "RDPRU legacy 1 any 01 =FD",
        "3DNow! legacy 1 any 0E-0F",
        "SSE3 legacy 1 F3+F2 12", "SSE3 legacy 1 F3 16",
        "SSE4a legacy 1 F3+F2 2B", "SSE4a legacy 1 66+F2 78-79",
        "SSE3 legacy 1 66+F2 7C-7D D0", "SSE3 legacy 1 F2 F0",
        "PadLock legacy 1 any A6-A7",
        "FSGSBASE legacy 1 F3 AE /0,reg", "FSGSBASE legacy 1 F3 AE /1,reg", "FSGSBASE legacy 1 F3 AE /2,reg", "FSGSBASE legacy 1 F3 AE /3,reg",
        "PTWRITE legacy 1 F3 AE /4", "XSAVE legacy 1 - AE /4,mem", "XSAVE legacy 1 - AE /5,mem", "XSAVE legacy 1 - AE /6,mem",
        "WAITPKG legacy 1 66+F3+F2 AE /6,reg", "CLWB legacy 1 66 AE /6,mem", "CLFLUSHOPT legacy 1 66 AE /7,mem", "PCOMMIT legacy 1 66 AE /7,reg",
        "POPCNT legacy 1 F3 B8", "LZCNT legacy 1 F3 BD",
        "CMPXCHG16B legacy 1 any C7 /1,W1", "XSAVE legacy 1 any C7 /3,mem", "XSAVE legacy 1 any C7 /4,mem", "XSAVE legacy 1 any C7 /5,mem",
        "RDRAND legacy 1 -+66 C7 /6,reg", "RDSEED legacy 1 -+66 C7 /7,reg", "RDPID legacy 1 F3 C7 /7,reg", "UINTR legacy 1 F3 C7 /6,reg",
        "SSSE3 legacy 2 any 00-0B 1C-1E",
        "SSE4.1 legacy 2 any 10 14-15 17 20-25 28-2B 30-35 38-41", "SSE4.2 legacy 2 any 37",
        "SHA legacy 2 - C8-CD", "GFNI legacy 2 66 CF", "KeyLocker legacy 2 F3 D8 DC-DF FA-FB", "AES legacy 2 66 DB-DF",
        "SSE4.2 legacy 2 F2 F0-F1", "MOVBE legacy 2 any F0-F1",
        "ADX legacy 2 66+F3 F6", "MOVDIR legacy 2 66 F8", "ENQCMD legacy 2 F3+F2 F8", "MOVDIR legacy 2 - F9",
        "RAO-INT legacy 2 any FC",
        "SSE4.1 legacy 3 any 08-0E 14-17 20-22 40-42", "SSSE3 legacy 3 any 0F", "PCLMULQDQ legacy 3 any 44", "SSE4.2 legacy 3 any 60-63",
        "SHA legacy 3 - CC", "GFNI legacy 3 66 CE-CF", "AES legacy 3 66 DF", "HRESET legacy 3 F3 F0",

        "AVX-512 vex 1 any 41-47 4A-4B 90-93 98-99", "AVX vex 1 any 00-FF",
        "AVX2 vex 2 any 16 36 46-47 45 58-5A 78-79 8C 8E 90-93", "F16C vex 2 any 13",
        "AMX vex 2 any 49 4B-4C 5C-5F 6B-6E", "AVX-VNNI vex 2 any 50-53 D2-D3", "AVX-NE-CONVERT vex 2 any 72 B0-B1", "AVX-IFMA vex 2 any B4-B5",
        "FMA vex 2 any 96-9F A6-AF B6-BF", "GFNI vex 2 any CF", "SHA512 vex 2 F2 CB-CD", "SM4 vex 2 F3+F2 DA", "SM3 vex 2 -+66 DA", "VAES vex 2 66 DB-DF",
        "CMPCCXADD vex 2 66 E0-EF",
        "BMI1 vex 2 - F2-F3", "BMI2 vex 2 - F5", "BMI2 vex 2 F3+F2 F5", "BMI2 vex 2 F2 F6", "BMI1 vex 2 - F7", "BMI2 vex 2 66+F3+F2 F7",
        "AVX vex 2 any 00-FF",
        "BMI2 vex 3 F2 F0", "AVX2 vex 3 any 00-02 38-39 46", "F16C vex 3 any 1D", "AVX-512 vex 3 any 30-33",
        "XOP vex 3 any 48-49", "FMA4 vex 3 any 5C-5F 68-6F 78-7F", "VPCLMULQDQ vex 3 any 44", "GFNI vex 3 any CE-CF", "SM3 vex 3 any DE",
        "VAES vex 3 any DF", "AVX vex 3 any 00-FF",

        "AVX512-4VNNIW evex 2 F2 52-53", "AVX512-BF16 evex 2 F3 52", "AVX512-VNNI evex 2 66 50-53", "AVX10.2 evex 2 - 50-53",
        "AVX512-BITALG evex 2 66 54 8F", "AVX512-VPOPCNTDQ evex 2 66 55", "AVX512-VBMI2 evex 2 66 62-63 70-73", "AVX512-BF16 evex 2 F3+F2 72",
        "AVX512-VP2INTERSECT evex 2 F2 68", "AVX512-VBMI evex 2 66 75 7D 8D W0", "AVX512-VBMI evex 2 66 83", "AVX512-4FMAPS evex 2 F2 9A-9B AA-AB",
        "AVX512-IFMA evex 2 66 B4-B5", "AVX512-PF evex 2 any C6-C7", "AVX512-ER evex 2 any C8 CA-CD", "GFNI evex 2 any CF", "VAES evex 2 any DC-DF",
        "VPCLMULQDQ evex 3 any 44", "AVX512-VBMI2 evex 3 any 70-73", "GFNI evex 3 any CE-CF",
        "AVX512-FP16 evex 3 - 08 0A 26-27 56-57 66-67 C2", "AVX512-FP16 evex 3 F3 C2",
        "AVX512-FP16 evex 5 any 00-FF", "AVX512-FP16 evex 6 any 00-FF",
        "AVX-512 evex 1 any 00-FF", "AVX-512 evex 2 any 00-FF", "AVX-512 evex 3 any 00-FF",

        "XOP xop 8 any 00-FF", "TBM xop 9 any 01-02", "LWP xop 9 any 12", "XOP xop 9 any 00-FF", "TBM xop 10 any 10", "LWP xop 10 any 12", "XOP xop 10 any 00-FF",
    ];

    // By key; most have no row.
    private static readonly (X86Condition Condition, InstructionSet Set)[]?[] Table = ReadRows();

    /// <summary>The set of an instruction.</summary>
    /// <param name="instruction">The instruction.</param>
    internal static InstructionSet Of(X86Instruction instruction)
    {
        foreach ((X86Condition condition, InstructionSet set) in Table[Key(instruction.Encoding, instruction.Map, instruction.Prefix, instruction.Opcode)] ?? [])
        {
            if (condition.Fits(instruction))
            {
                return set;
            }
        }

        return Base;
    }

    private static int Key(X86Encoding encoding, int map, int prefix, int opcode) => (((((int)encoding * Maps) + map) * Prefixes) + prefix) * Opcodes + opcode;

    private static (X86Condition Condition, InstructionSet Set)[]?[] ReadRows()
    {
        (X86Condition Condition, InstructionSet Set)[]?[] table = new (X86Condition, InstructionSet)[]?[Encodings * Maps * Prefixes * Opcodes];
        foreach (string row in Rows)
        {
            string[] words = row.Split(' ');
            bool isConditional = words[^1][0] is '=' or '/' or 'W';
            X86Condition condition = isConditional ? X86Condition.Parse(words[^1]) : X86Condition.Always;
            InstructionSet set = new(words[0], Levels.GetValueOrDefault(words[0], InstructionSet.NoLevel));
            X86Encoding encoding = Enum.Parse<X86Encoding>(words[1], ignoreCase: true);
            int map = int.Parse(words[2], CultureInfo.InvariantCulture);
            foreach (int prefix in PrefixesIn(words[3]))
            {
                foreach (int opcode in X86Shapes.OpcodesIn(string.Join(' ', isConditional ? words[4..^1] : words[4..])))
                {
                    int key = Key(encoding, map, prefix, opcode);
                    table[key] = [.. table[key] ?? [], (condition, set)];
                }
            }
        }

        return table;
    }

    private static IEnumerable<int> PrefixesIn(string list) => list == "any"
        ? Enumerable.Range(0, Prefixes)
        : list.Split('+').Select(name => name switch { "66" => 1, "F3" => 2, "F2" => 3, _ => 0 });
}
