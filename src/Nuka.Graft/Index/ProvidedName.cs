using System.Buffers.Binary;

namespace Nuka.Graft.Index;

/// <summary>One name that a package provides, while the index is built: text offsets and the package's row.</summary>
internal readonly record struct ProvidedName(uint Name, uint Version, uint Row)
{
    internal const int Size = 12;

    /// <summary>Splits a Provides field: <c>name</c> or <c>name (= version)</c> or <c>name:arch (= version)</c>, with commas. Source: Debian policy 7.5.</summary>
    internal static void Parse(TextHeap texts, uint field, uint row, List<ProvidedName> provided)
    {
        if (field == 0)
        {
            return;
        }

        byte[] value = texts.Read(field).ToArray();
        foreach (Range range in value.AsSpan().Split((byte)','))
        {
            ReadOnlySpan<byte> part = value.AsSpan(range).Trim(" \t"u8);
            int open = part.IndexOf((byte)'(');
            ReadOnlySpan<byte> name = (open < 0 ? part : part[..open]).TrimEnd(" \t"u8);
            ReadOnlySpan<byte> version = default;
            if (open >= 0)
            {
                ReadOnlySpan<byte> relation = part[(open + 1)..].TrimEnd(") \t"u8).TrimStart(" \t"u8);
                if (relation.IsEmpty || relation[0] != (byte)'=')
                {
                    continue;
                }

                version = relation[1..].Trim(" \t"u8);
            }

            int qualifier = name.IndexOf((byte)':');
            name = qualifier < 0 ? name : name[..qualifier];
            if (!name.IsEmpty)
            {
                provided.Add(new ProvidedName(texts.Intern(name), texts.Intern(version), row));
            }
        }
    }

    /// <summary>The section of provided names, sorted by name and row, and the table that finds the first row of each.</summary>
    internal static byte[] Write(TextHeap texts, List<ProvidedName> provided, out byte[] table)
    {
        provided.Sort((left, right) =>
        {
            int order = left.Name == right.Name ? 0 : texts.Read(left.Name).SequenceCompareTo(texts.Read(right.Name));
            return order != 0 ? order : left.Row.CompareTo(right.Row);
        });
        byte[] section = new byte[provided.Count * Size];
        List<(uint, uint)> names = [];
        for (int index = 0; index < provided.Count; index++)
        {
            Span<byte> row = section.AsSpan(index * Size, Size);
            BinaryPrimitives.WriteUInt32LittleEndian(row, provided[index].Name);
            BinaryPrimitives.WriteUInt32LittleEndian(row[4..], provided[index].Version);
            BinaryPrimitives.WriteUInt32LittleEndian(row[8..], provided[index].Row);
            if (index == 0 || provided[index - 1].Name != provided[index].Name)
            {
                names.Add((KeyTable.Hash(texts.Read(provided[index].Name)), (uint)index));
            }
        }

        table = KeyTable.Build(names);
        return section;
    }
}
