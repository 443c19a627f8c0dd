using System.Globalization;

namespace Nuka.Build.Outputs.Instructions;

/// <summary>What an instruction must say beside its opcode for a row of the table to fit.</summary>
/// <param name="IsWide">The bit W; <see langword="null"/>: any.</param>
/// <param name="Field">The register field of ModRM; <see langword="null"/>: any.</param>
/// <param name="IsMemory">Whether ModRM names memory; <see langword="null"/>: any.</param>
/// <param name="ModRm">All of ModRM; <see langword="null"/>: any.</param>
internal sealed record X86Condition(bool? IsWide, int? Field, bool? IsMemory, byte? ModRm)
{
    internal static X86Condition Always { get; } = new(null, null, null, null);

    internal bool Fits(X86Instruction instruction) =>
        (IsWide is not { } wide || wide == instruction.IsWide)
        && (Field is not { } field || field == ((instruction.ModRm >> 3) & 7))
        && (IsMemory is not { } memory || memory == instruction.ModRm < 0xC0)
        && (ModRm is not { } modRm || modRm == instruction.ModRm);

    /// <summary>Reads <c>W0</c>, <c>/3</c>, <c>mem</c>, <c>reg</c>, <c>=F8</c>, several with commas.</summary>
    internal static X86Condition Parse(string text) => text.Split(',').Aggregate(Always, (all, part) => part switch
    {
        "mem" => all with { IsMemory = true },
        "reg" => all with { IsMemory = false },
        ['W', ..] => all with { IsWide = part == "W1" },
        ['/', ..] => all with { Field = part[1] - '0' },
        _ => all with { ModRm = byte.Parse(part.AsSpan(1), NumberStyles.HexNumber, CultureInfo.InvariantCulture) },
    });
}
