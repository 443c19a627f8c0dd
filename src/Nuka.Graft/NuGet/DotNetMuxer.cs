using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Nuka.Graft.NuGet;

/// <summary>
/// Makes the program <c>dotnet</c>, which no package of a runtime holds: all that it does is to hand its arguments to
/// <c>hostfxr_main</c> of libhostfxr (documentation of .NET, "Native hosting"), so it is a dynamic executable of one page of code whose
/// bytes depend on nothing but the machine and the runtime's version. Formats: System V ABI, gABI chapters 4 and 5.
/// </summary>
public static class DotNetMuxer
{
    // Two segments: what is only read, then, on a page of its own even where pages have 64 KiB, what the loader writes to.
    private const int HeaderLength = 64;
    private const int SegmentLength = 56;
    private const int SegmentCount = 6;
    private const int DataOffset = 0x1000;
    private const int DataAddress = 0x11000;
    private const int PageAlignment = 0x10000;
    private const int SlotCount = 2;
    private const int SymbolLength = 24;

    /// <summary>The machines that it can be made for, in NuGet's words.</summary>
    internal static ImmutableArray<string> Machines { get; } = ["x64", "arm64"];

    /// <summary>Makes the program's bytes.</summary>
    /// <param name="architecture">The machine in NuGet's words: <c>x64</c>, <c>arm64</c>.</param>
    /// <param name="version">The version of the runtime, which names the directory of libhostfxr.</param>
    /// <exception cref="ArgumentException">The machine is another one.</exception>
    public static byte[] Make(string architecture, string version)
    {
        bool intel = architecture switch
        {
            "x64" => true,
            "arm64" => false,
            _ => throw new ArgumentException($"no machine is called {architecture}", nameof(architecture)),
        };
        byte[] interpreter = Encoding.ASCII.GetBytes(intel ? "/lib64/ld-linux-x86-64.so.2\0" : "/lib/ld-linux-aarch64.so.1\0");
        (byte[] names, int[] at) = Strings("hostfxr_main", "__libc_start_main", "libhostfxr.so", "libc.so.6", $"$ORIGIN/host/fxr/{version}");

        int interpreterAt = HeaderLength + (SegmentCount * SegmentLength);
        int symbolsAt = Align(interpreterAt + interpreter.Length);
        int hashAt = symbolsAt + ((SlotCount + 1) * SymbolLength);
        int relocationsAt = Align(hashAt + (6 * sizeof(uint)));
        int namesAt = relocationsAt + (SlotCount * 24);
        int codeAt = (namesAt + names.Length + 15) & ~15;
        byte[] code = intel ? IntelCode(codeAt) : ArmCode(codeAt);
        ulong[] dynamic = Dynamic(at, names.Length, symbolsAt, hashAt, relocationsAt, namesAt);
        int fileLength = DataOffset + (SlotCount * 8) + (dynamic.Length * 8);

        byte[] file = new byte[fileLength];
        WriteHeader(file, (ushort)(intel ? 62 : 183), codeAt);
        WriteSegments(file, interpreterAt, interpreter.Length, codeAt + code.Length, fileLength);
        interpreter.CopyTo(file, interpreterAt);
        names.CopyTo(file, namesAt);
        code.CopyTo(file, codeAt);
        WriteHash(file.AsSpan(hashAt));
        for (int slot = 0; slot < SlotCount; slot++)
        {
            // A symbol: global, of a function, defined elsewhere. Its address goes to its slot: R_X86_64_GLOB_DAT, R_AARCH64_GLOB_DAT.
            Span<byte> symbol = file.AsSpan(symbolsAt + ((slot + 1) * SymbolLength));
            BinaryPrimitives.WriteUInt32LittleEndian(symbol, (uint)at[slot]);
            symbol[4] = 0x12;
            Span<byte> relocation = file.AsSpan(relocationsAt + (slot * 24));
            BinaryPrimitives.WriteUInt64LittleEndian(relocation, (ulong)SlotAddress(slot));
            BinaryPrimitives.WriteUInt64LittleEndian(relocation[8..], ((ulong)(slot + 1) << 32) | (intel ? 6u : 1025u));
        }

        for (int row = 0; row < dynamic.Length; row++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(DataOffset + (SlotCount * 8) + (row * 8)), dynamic[row]);
        }

        return file;
    }

    private static int SlotAddress(int slot) => DataAddress + (slot * 8);

    private static int Align(int offset) => (offset + 7) & ~7;

    private static (byte[] Bytes, int[] Offsets) Strings(params string[] texts)
    {
        List<byte> bytes = [0];
        int[] offsets = new int[texts.Length];
        for (int index = 0; index < texts.Length; index++)
        {
            offsets[index] = bytes.Count;
            bytes.AddRange(Encoding.ASCII.GetBytes(texts[index]));
            bytes.Add(0);
        }

        return ([.. bytes], offsets);
    }

    private static void WriteHeader(Span<byte> file, ushort machine, int entry)
    {
        ReadOnlySpan<byte> identity = [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        identity.CopyTo(file);
        BinaryPrimitives.WriteUInt16LittleEndian(file[16..], 3);
        BinaryPrimitives.WriteUInt16LittleEndian(file[18..], machine);
        BinaryPrimitives.WriteUInt32LittleEndian(file[20..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(file[24..], (ulong)entry);
        BinaryPrimitives.WriteUInt64LittleEndian(file[32..], HeaderLength);
        BinaryPrimitives.WriteUInt16LittleEndian(file[52..], HeaderLength);
        BinaryPrimitives.WriteUInt16LittleEndian(file[54..], SegmentLength);
        BinaryPrimitives.WriteUInt16LittleEndian(file[56..], SegmentCount);
        BinaryPrimitives.WriteUInt16LittleEndian(file[58..], 64);
    }

    private static void WriteSegments(Span<byte> file, int interpreterAt, int interpreterLength, int readLength, int fileLength)
    {
        const uint Load = 1;
        const uint Dynamic = 2;
        const uint Interpreter = 3;
        const uint Table = 6;
        const uint Stack = 0x6474E551;
        int slots = SlotCount * 8;
        (uint Type, uint Flags, int Offset, int Address, int Length, int Alignment)[] segments =
        [
            // By the place of this table the loader learns where the program was put.
            (Table, 4, HeaderLength, HeaderLength, SegmentCount * SegmentLength, 8),
            (Interpreter, 4, interpreterAt, interpreterAt, interpreterLength, 1),
            (Load, 5, 0, 0, readLength, PageAlignment),
            (Load, 6, DataOffset, DataAddress, fileLength - DataOffset, PageAlignment),
            (Dynamic, 6, DataOffset + slots, DataAddress + slots, fileLength - DataOffset - slots, 8),
            (Stack, 6, 0, 0, 0, 16),
        ];
        for (int index = 0; index < segments.Length; index++)
        {
            Span<byte> row = file[(HeaderLength + (index * SegmentLength))..];
            BinaryPrimitives.WriteUInt32LittleEndian(row, segments[index].Type);
            BinaryPrimitives.WriteUInt32LittleEndian(row[4..], segments[index].Flags);
            BinaryPrimitives.WriteUInt64LittleEndian(row[8..], (ulong)segments[index].Offset);
            BinaryPrimitives.WriteUInt64LittleEndian(row[16..], (ulong)segments[index].Address);
            BinaryPrimitives.WriteUInt64LittleEndian(row[24..], (ulong)segments[index].Address);
            BinaryPrimitives.WriteUInt64LittleEndian(row[32..], (ulong)segments[index].Length);
            BinaryPrimitives.WriteUInt64LittleEndian(row[40..], (ulong)segments[index].Length);
            BinaryPrimitives.WriteUInt64LittleEndian(row[48..], (ulong)segments[index].Alignment);
        }
    }

    /// <summary>A table of hashes with one empty bucket: nobody looks for a symbol here, and it says how many there are.</summary>
    private static void WriteHash(Span<byte> table)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(table, 1);
        BinaryPrimitives.WriteUInt32LittleEndian(table[4..], SlotCount + 1);
    }

    private static ulong[] Dynamic(int[] names, int namesLength, int symbolsAt, int hashAt, int relocationsAt, int namesAt) =>
    [
        1, (ulong)names[2], // NEEDED
        1, (ulong)names[3],
        29, (ulong)names[4], // RUNPATH
        4, (ulong)hashAt, // HASH
        5, (ulong)namesAt, // STRTAB
        6, (ulong)symbolsAt, // SYMTAB
        10, (ulong)namesLength, // STRSZ
        11, SymbolLength, // SYMENT
        7, (ulong)relocationsAt, // RELA
        8, SlotCount * 24, // RELASZ
        9, 24, // RELAENT
        30, 8, // FLAGS: BIND_NOW
        0x6FFFFFFB, 0x08000001, // FLAGS_1: NOW, PIE
        0, 0,
    ];

    /// <summary>The start of a program as glibc's own crt1 has it, with <c>hostfxr_main</c> for <c>main</c>.</summary>
    private static byte[] IntelCode(int at)
    {
        byte[] code =
        [
            0x31, 0xED, // xor ebp, ebp
            0x49, 0x89, 0xD1, // mov r9, rdx
            0x5E, // pop rsi
            0x48, 0x89, 0xE2, // mov rdx, rsp
            0x48, 0x83, 0xE4, 0xF0, // and rsp, -16
            0x50, // push rax
            0x54, // push rsp
            0x45, 0x31, 0xC0, // xor r8d, r8d
            0x31, 0xC9, // xor ecx, ecx
            0x48, 0x8B, 0x3D, 0, 0, 0, 0, // mov rdi, [slot 0]
            0xFF, 0x15, 0, 0, 0, 0, // call [slot 1]
            0xF4, // hlt
        ];
        BinaryPrimitives.WriteInt32LittleEndian(code.AsSpan(23), SlotAddress(0) - (at + 27));
        BinaryPrimitives.WriteInt32LittleEndian(code.AsSpan(29), SlotAddress(1) - (at + 33));
        return code;
    }

    /// <summary>The same for AArch64.</summary>
    private static byte[] ArmCode(int at)
    {
        uint[] words =
        [
            0xD280001D, // mov x29, #0
            0xD280001E, // mov x30, #0
            0xAA0003E5, // mov x5, x0
            0xF94003E1, // ldr x1, [sp]
            0x910023E2, // add x2, sp, #8
            0x910003E6, // mov x6, sp
            Address(0, at + 24, SlotAddress(0)), // adr x0, slot 0
            0xF9400000, // ldr x0, [x0]
            0xD2800003, // mov x3, #0
            0xD2800004, // mov x4, #0
            Address(16, at + 40, SlotAddress(1)), // adr x16, slot 1
            0xF9400210, // ldr x16, [x16]
            0xD63F0200, // blr x16
            0xD4200000, // brk #0
        ];
        byte[] code = new byte[words.Length * 4];
        for (int index = 0; index < words.Length; index++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(code.AsSpan(index * 4), words[index]);
        }

        return code;
    }

    private static uint Address(uint register, int from, int to)
    {
        uint distance = (uint)(to - from);
        return 0x10000000 | ((distance & 3) << 29) | (((distance >> 2) & 0x7FFFF) << 5) | register;
    }
}
