using Nuka.Formats.Elf;

namespace Nuka.Build.Outputs.Instructions;

/// <summary>Decodes the functions of one ELF file of x86-64, each byte of code at most once.</summary>
internal sealed class CodeScan(byte[] file, ElfSectionTable sections, int level)
{
    /// <summary>Scans the file.</summary>
    /// <returns>The functions with what was found in them; <see langword="null"/> if the symbols are damaged.</returns>
    internal List<FunctionCode>? Run()
    {
        if (ElfFunctions.TryRead(file, sections) is not { } functions)
        {
            return null;
        }

        List<FunctionCode> found = [];
        ILookup<int, ElfFunction> bySection = functions.ToLookup(function => function.Section);
        foreach ((int index, ElfSection section) in sections.Sections.Index())
        {
            if (section.IsCode && section.Kind != ElfSectionKind.Unstored)
            {
                found.AddRange(functions.Count > 0 ? ScanNamed(section, bySection[index]) : [ScanUnnamed(section)]);
            }
        }

        return found;
    }

    private IEnumerable<FunctionCode> ScanNamed(ElfSection section, IEnumerable<ElfFunction> functions)
    {
        ElfFunction[] sorted = [.. functions.Where(function => function.Address - section.Address < section.SizeBytes)
            .OrderBy(function => function.Address).ThenByDescending(function => function.SizeBytes)];
        for (int first = 0; first < sorted.Length;)
        {
            // Names of one place, and places inside of one, are one piece of code.
            ulong end = EndOf(sorted, first, section);
            int next = first + 1;
            for (; next < sorted.Length && sorted[next].Address < end; next++)
            {
                end = Math.Max(end, EndOf(sorted, next, section));
            }

            ElfFunction[] together = sorted[first..next];
            FunctionCode code = new([.. together.Select(function => function.Name).Distinct()], sorted[first].Address)
            {
                IsResolver = together.Any(function => function.IsResolver),
            };
            Decode(section, sorted[first].Address - section.Address, end - section.Address, code, goesOn: false);
            yield return code;
            first = next;
        }
    }

    /// <summary>A function without a size goes on to the next one.</summary>
    private static ulong EndOf(ElfFunction[] sorted, int index, ElfSection section)
    {
        ulong limit = section.Address + section.SizeBytes;
        ElfFunction function = sorted[index];
        if (function.SizeBytes > 0)
        {
            return function.SizeBytes < limit - function.Address ? function.Address + function.SizeBytes : limit;
        }

        int next = index + 1;
        while (next < sorted.Length && sorted[next].Address == function.Address)
        {
            next++;
        }

        return next < sorted.Length ? sorted[next].Address : limit;
    }

    private FunctionCode ScanUnnamed(ElfSection section)
    {
        FunctionCode code = new([string.Empty], section.Address);
        Decode(section, 0, section.SizeBytes, code, goesOn: true);
        return code;
    }

    private void Decode(ElfSection section, ulong from, ulong to, FunctionCode code, bool goesOn)
    {
        ReadOnlySpan<byte> content = section.ContentOf(file);
        int end = (int)to;
        for (int at = (int)from; at < end;)
        {
            if (!X86Decoder.TryDecode(content[at..end], out X86Instruction instruction))
            {
                code.IsUnread = true;
                if (!goesOn)
                {
                    return;
                }

                at++;
                continue;
            }

            InstructionSet set = instruction.Set;
            if (set.Level > level)
            {
                code.Sets.TryAdd(set, (long)section.Offset + at);
            }

            code.AsksProcessor |= instruction.IsCpuId;
            at += instruction.LengthBytes;
            if (code.IsResolver && instruction is { IsAddress: true, RelativeAddress: { } relative })
            {
                code.Computed.Add(section.Address + (ulong)at + (ulong)(long)relative);
            }
        }
    }
}
