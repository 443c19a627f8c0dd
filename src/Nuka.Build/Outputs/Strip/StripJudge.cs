using System.Buffers.Binary;
using Nuka.Content.Archives;
using Nuka.Formats.Elf;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Build.Outputs.Strip;

/// <summary>Decides what is taken out of one file.</summary>
internal static class StripJudge
{
    /// <summary>The largest file that is looked into: one array holds no more.</summary>
    private const int SizeLimitBytes = int.MaxValue - 64;

    /// <summary>e_ident and e_type and e_machine: what tells a member of an archive apart.</summary>
    private const int BeginningBytes = 20;

    /// <summary>Judges a file.</summary>
    /// <returns>What is taken out; and why nothing, where somebody might expect otherwise.</returns>
    internal static (StripKind Kind, string? Why) Judge(OutputEntry entry, int machine)
    {
        Span<byte> buffer = stackalloc byte[BeginningBytes];
        ReadOnlySpan<byte> beginning = entry.ReadBeginning(buffer);
        if (ElfFile.IsElf(beginning))
        {
            return entry.Status.SizeBytes > SizeLimitBytes ? (StripKind.None, "it is larger than 2 GiB") : JudgeElf(Read(entry), entry, machine);
        }

        return beginning.StartsWith("!<arch>\n"u8) && entry.Name.Bytes.EndsWith(".a"u8) ? JudgeArchive(entry, machine) : (StripKind.None, null);
    }

    private static byte[] Read(OutputEntry entry)
    {
        using FileStream content = entry.OpenStream();
        byte[] file = new byte[entry.Status.SizeBytes];
        content.ReadExactly(file);
        return file;
    }

    private static (StripKind Kind, string? Why) JudgeElf(byte[] file, OutputEntry entry, int machine)
    {
        ElfSectionTable? table = ElfSectionTable.TryRead(file);
        if (table is not null && table.Sections.Any(section => section.IsCode && section.Kind == ElfSectionKind.Unstored))
        {
            return (StripKind.None, null); // debugging information of another file
        }

        if (table is null || ElfFile.TryRead(file) is not { } program)
        {
            return (StripKind.None, "it is damaged");
        }

        if (program.Machine != machine || table.Sections.IsEmpty)
        {
            return (StripKind.None, null);
        }

        if (program.Kind == ElfKind.Object)
        {
            bool isModule = entry.Name.Bytes.EndsWith(".ko"u8) || table.Find(".modinfo") is not null;
            return isModule ? (StripKind.None, null) : JudgeObject(table);
        }

        if (program.Kind is not (ElfKind.Executable or ElfKind.Shared))
        {
            return (StripKind.None, null);
        }

        // Self-extracting programs and the like carry their own data behind what ELF speaks of; strip would cut it off.
        return HasMore(file, table) ? (StripKind.None, "it carries data behind its sections")
            : (program.Kind == ElfKind.Executable || program is { Interpreter: not null, SoName: null } ? StripKind.Program : StripKind.Library, null);
    }

    private static (StripKind Kind, string? Why) JudgeObject(ElfSectionTable table) =>
        table.Sections.Any(section => section.Name.StartsWith(".gnu.lto_", StringComparison.Ordinal))
            ? (StripKind.None, "it is for link-time optimisation")
            : (StripKind.Object, null);

    private static bool HasMore(byte[] file, ElfSectionTable table)
    {
        ulong end = table.Sections.Where(section => section.Kind is not (ElfSectionKind.Unstored or 0))
            .Select(section => section.Offset + section.SizeBytes).Append(table.EndOffset).Max();
        return file.AsSpan((int)end).ContainsAnyExcept((byte)0);
    }

    /// <summary>A static library is stripped if all of its members can be: one of another compiler has other members.</summary>
    private static (StripKind Kind, string? Why) JudgeArchive(OutputEntry entry, int machine)
    {
        try
        {
            using ArReader reader = new(entry.OpenStream());
            int count = 0;
            while (reader.Next() is { } member)
            {
                byte[] content = new byte[(int)Math.Min(member.SizeBytes, SizeLimitBytes)];
                member.Content.ReadExactly(content);
                if (!ElfFile.IsElf(content) || content.Length < BeginningBytes || MachineOf(content) != machine)
                {
                    return (StripKind.None, "not all of its members are objects of this machine");
                }

                if (ElfSectionTable.TryRead(content) is not { } table)
                {
                    return (StripKind.None, "a member is damaged");
                }

                (StripKind kind, string? why) = JudgeObject(table);
                if (kind == StripKind.None)
                {
                    return (kind, why);
                }

                count++;
            }

            return (count > 0 ? StripKind.Object : StripKind.None, null);
        }
        catch (NukaException error) when (error.Problem.Code.StartsWith("content/archive-", StringComparison.Ordinal))
        {
            return (StripKind.None, error.Problem.Message);
        }
    }

    private static int MachineOf(byte[] file) => file[5] == 1
        ? BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(18))
        : BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(18));
}
