namespace Nuka.Formats.Elf;

/// <summary>
/// Reads the functions of an ELF file from its symbols: those for linking, or where they are gone, those for loading. Source: gABI 4.1, chapter "Symbol Table".
/// </summary>
public static class ElfFunctions
{
    private const int UnstatedKind = 0;
    private const int FunctionKind = 2;
    private const int ResolverKind = 10;

    /// <summary>Reads them.</summary>
    /// <param name="file">The whole file.</param>
    /// <param name="table">Its sections.</param>
    /// <returns>
    /// The functions that lie in a section of the file, in the order of the table; <see langword="null"/> if the table is damaged, or larger than
    /// <see cref="ElfLimits"/> allow. A function whose name is damaged or too long has none.
    /// </returns>
    public static IReadOnlyList<ElfFunction>? TryRead(ReadOnlySpan<byte> file, ElfSectionTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        ElfSection? symbols = table.Sections.FirstOrDefault(section => section.Kind == ElfSectionKind.Symbols)
            ?? table.Sections.FirstOrDefault(section => section.Kind == ElfSectionKind.LoadedSymbols);
        if (symbols is null || !ElfFields.TryOpen(file, out ElfFields fields))
        {
            return [];
        }

        int step = fields.Is64Bit ? 24 : 16;
        ulong count = symbols.SizeBytes / (ulong)step;
        if (count > ElfLimits.Symbols || symbols.Link >= table.Sections.Length || table.Sections[symbols.Link].Kind != ElfSectionKind.Strings)
        {
            return null;
        }

        ReadOnlySpan<byte> names = table.Sections[symbols.Link].ContentOf(file);
        List<ElfFunction> functions = [];
        long nameBytes = 0;
        for (int index = 0; index < (int)count; index++)
        {
            int at = (int)symbols.Offset + (index * step);
            byte information = file[at + (fields.Is64Bit ? 4 : 12)];
            int kind = information & 0xF;
            int section = fields.Short(at + (fields.Is64Bit ? 6 : 14));
            if (section > 0 && section < table.Sections.Length && (kind is FunctionKind or ResolverKind || IsWritten(information, table.Sections[section])))
            {
                string name = nameBytes > ElfLimits.SectionNameBytes ? string.Empty
                    : ElfSectionTable.TextAt(names, fields.Int(at), ElfLimits.NameBytes) ?? string.Empty;
                nameBytes += name.Length;
                ulong address = fields.Word(at + (fields.Is64Bit ? 8 : 4));
                functions.Add(new ElfFunction(name, kind == ResolverKind, address, fields.Word(at + (fields.Is64Bit ? 16 : 8)), section));
            }
        }

        return functions;
    }

    /// <summary>Who writes assembly may leave out what a symbol is; one that others can name, among instructions, is taken for a function. Labels inside of one are local.</summary>
    private static bool IsWritten(byte information, ElfSection section) => (information & 0xF) == UnstatedKind && information >> 4 != 0 && section.IsCode;
}
