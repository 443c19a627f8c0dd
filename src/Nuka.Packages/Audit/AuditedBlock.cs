using System.Collections.Immutable;

namespace Nuka.Packages.Audit;

/// <summary>One block of a package file as Nushell compiled it.</summary>
/// <param name="Id">Nushell's number for it.</param>
/// <param name="Start">Offset of its first byte in the file.</param>
/// <param name="End">Offset behind its last byte.</param>
/// <param name="Instructions">Its instructions; <see langword="null"/> where they stand in the block around it.</param>
internal sealed record AuditedBlock(int Id, int Start, int End, ImmutableArray<Instruction>? Instructions);
