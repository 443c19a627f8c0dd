using System.Collections.Immutable;

namespace Nuka.Platform.Processors;

/// <summary>A level of processors: instructions that all of them have, so that a program may use them without asking.</summary>
/// <param name="Name">nuka's name: <c>x86-64-v3</c>, <c>armv8.2a</c>, <c>rva22u64</c>.</param>
/// <param name="Architecture">The architecture, as a platform names it: <c>x86_64</c>, <c>aarch64</c>, <c>riscv64</c>.</param>
/// <param name="Archspec">archspec's name; empty where it has none.</param>
/// <param name="Compiler">What compilers call it after <c>-march=</c>.</param>
/// <param name="Parents">The names of the levels right below it: a processor of this level is one of each of them.</param>
/// <param name="Adds">What it has beside its parents, in the words of the kernel's <c>/proc/cpuinfo</c>.</param>
public sealed record CpuLevel(
    string Name, string Architecture, string Archspec, string Compiler, ImmutableArray<string> Parents, ImmutableArray<string> Adds);
