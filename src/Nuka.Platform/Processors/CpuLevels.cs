using System.Collections.Immutable;

namespace Nuka.Platform.Processors;

/// <summary>
/// All levels of processors that nuka knows, and their partial order: one is at most another if whatever runs programs of the other runs its programs too.
/// </summary>
/// <remarks>
/// Sources: x86-64 psABI, "Micro-architecture levels"; Arm Architecture Reference Manual, A2.2 (what each extension makes mandatory) and the kernel's
/// arm64 ELF hwcaps; RISC-V Profiles 1.0 and RVA23. Which arm64 and x86-64 levels there are, and what is below what, is as in archspec. What has no
/// instruction of its own (properties of memory, of time) or is a hint that other processors pass over is not asked for, except where the kernel
/// tells of it and only processors of the level have it: a level that is too low costs time, one that is too high kills the program.
/// </remarks>
public static class CpuLevels
{
    /// <summary>The table, each level after those below it.</summary>
    public static ImmutableArray<CpuLevel> All { get; } =
    [
        Of("x86_64", "x86-64-v1", "x86_64", "x86-64", "", ""),
        Of("x86_64", "x86-64-v2", "x86_64_v2", "x86-64-v2", "x86-64-v1", "cx16 lahf_lm popcnt pni sse4_1 sse4_2 ssse3"),
        Of("x86_64", "x86-64-v3", "x86_64_v3", "x86-64-v3", "x86-64-v2", "avx avx2 bmi1 bmi2 f16c fma abm movbe xsave"),
        Of("x86_64", "x86-64-v4", "x86_64_v4", "x86-64-v4", "x86-64-v3", "avx512f avx512bw avx512cd avx512dq avx512vl"),
        Of("aarch64", "armv8.0a", "aarch64", "armv8-a", "", ""),
        Of("aarch64", "armv8.1a", "armv8.1a", "armv8.1-a", "armv8.0a", "asimdrdm atomics crc32"),
        Of("aarch64", "armv8.2a", "armv8.2a", "armv8.2-a", "armv8.1a", "dcpop"),
        Of("aarch64", "armv8.3a", "armv8.3a", "armv8.3-a", "armv8.2a", "fcma jscvt lrcpc paca pacg"),
        Of("aarch64", "armv8.4a", "armv8.4a", "armv8.4-a", "armv8.3a", "asimddp dit flagm ilrcpc uscat"),
        Of("aarch64", "armv8.5a", "armv8.5a", "armv8.5-a", "armv8.4a", "bti dcpodp flagm2 frint sb"),
        Of("aarch64", "armv8.6a", "armv8.6a", "armv8.6-a", "armv8.5a", "bf16 i8mm"),
        Of("aarch64", "armv9.0a", "armv9.0a", "armv9-a", "armv8.5a", "sve sve2"),
        Of("aarch64", "armv9.2a", "armv9.2a", "armv9.2-a", "armv8.6a armv9.0a", "afp svebf16 svei8mm wfxt"),
        Of("riscv64", "rv64gc", "riscv64", "rv64gc", "", ""),
        Of("riscv64", "rva20u64", "", "rva20u64", "rv64gc", "zicntr"),
        Of("riscv64", "rva22u64", "", "rva22u64", "rva20u64", "zba zbb zbs zfhmin zicbom zicbop zicboz zihintpause zihpm"),
        Of("riscv64", "rva23u64", "", "rva23u64", "rva22u64", "v zawrs zcb zcmop zfa zicond zihintntl zimop zvbb zvfhmin"),
    ];

    /// <summary>Finds a level.</summary>
    /// <param name="name">nuka's name of it.</param>
    /// <returns><see langword="null"/> if there is none.</returns>
    public static CpuLevel? Find(string name) => All.FirstOrDefault(level => level.Name == name);

    /// <summary>The levels of an architecture, each after those below it; none of one that nuka does not know.</summary>
    /// <param name="architecture">The architecture.</param>
    public static ImmutableArray<CpuLevel> Of(string architecture) => [.. All.Where(level => level.Architecture == architecture)];

    /// <summary>The level that every processor of an architecture has.</summary>
    /// <param name="architecture">The architecture.</param>
    /// <returns><see langword="null"/> for one that nuka does not know.</returns>
    public static CpuLevel? Lowest(string architecture) => All.FirstOrDefault(level => level.Architecture == architecture);

    /// <summary>Whether what is built for one level runs wherever what is built for another runs.</summary>
    /// <param name="one">The one.</param>
    /// <param name="other">The other.</param>
    public static bool IsAtMost(CpuLevel one, CpuLevel other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        return one.Name == other.Name || other.Parents.Any(parent => IsAtMost(one, Find(parent)!));
    }

    private static CpuLevel Of(string architecture, string name, string archspec, string compiler, string parents, string adds) =>
        new(name, architecture, archspec, compiler, Words(parents), Words(adds));

    private static ImmutableArray<string> Words(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
}
