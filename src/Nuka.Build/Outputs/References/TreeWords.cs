using System.Collections.Immutable;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Store;

namespace Nuka.Build.Outputs.References;

/// <summary>All that the files of a tree name and do not hold. Finding it means reading every program, so the answer is kept as a fact beside the tree.</summary>
/// <param name="Words">What they name, in the order of files.</param>
/// <param name="Libraries">The names under which the tree's own libraries can be asked for, wherever they lie: soname, else file name.</param>
internal sealed record TreeWords(ImmutableArray<ReferenceWord> Words, ImmutableHashSet<string> Libraries)
{
    // The name changes with every change of what is looked for.
    private const string FactTable = "reference-words-2";

    /// <summary>Finds the words of a tree.</summary>
    /// <param name="store">The store that has the tree.</param>
    /// <param name="tree">The tree's digest.</param>
    internal static TreeWords Of(ContentStore store, Digest tree)
    {
        if (store.TryGetFact(FactTable, tree.ToArray(), out byte[] known))
        {
            return Parse(known);
        }

        TreeWords found = new TreeWordFinder(store, tree).Find();
        byte[] text = found.Print();
        if (!store.IsReadOnly && text.Length <= StoreLimits.FactBytes)
        {
            store.PutFact(FactTable, tree.ToArray(), text, tree);
        }

        return found;
    }

    private static TreeWords Parse(byte[] text)
    {
        using BinaryReader reader = new(new MemoryStream(text));
        ReferenceWord[] words = new ReferenceWord[reader.ReadInt32()];
        for (int index = 0; index < words.Length; index++)
        {
            ReferenceKind kind = (ReferenceKind)reader.ReadByte();
            bool isOptional = reader.ReadBoolean();
            words[index] = new ReferenceWord(kind, ReadBytes(reader), ReadMany(reader)) { IsOptional = isOptional, SearchPaths = ReadMany(reader) };
        }

        return new TreeWords([.. words], [.. ReadMany(reader).Select(Encoding.UTF8.GetString)]);
    }

    private byte[] Print()
    {
        using MemoryStream text = new();
        using BinaryWriter writer = new(text);
        writer.Write(Words.Length);
        foreach (ReferenceWord word in Words)
        {
            writer.Write((byte)word.Kind);
            writer.Write(word.IsOptional);
            WriteBytes(writer, word.File);
            WriteMany(writer, word.Names);
            WriteMany(writer, word.SearchPaths);
        }

        WriteMany(writer, [.. Libraries.Order(StringComparer.Ordinal).Select(Encoding.UTF8.GetBytes)]);
        writer.Flush();
        return text.ToArray();
    }

    private static ImmutableArray<byte[]> ReadMany(BinaryReader reader)
    {
        byte[][] many = new byte[reader.ReadInt32()][];
        for (int index = 0; index < many.Length; index++)
        {
            many[index] = ReadBytes(reader);
        }

        return [.. many];
    }

    private static byte[] ReadBytes(BinaryReader reader) => reader.ReadBytes(reader.ReadInt32());

    private static void WriteMany(BinaryWriter writer, ImmutableArray<byte[]> many)
    {
        writer.Write(many.Length);
        foreach (byte[] bytes in many)
        {
            WriteBytes(writer, bytes);
        }
    }

    private static void WriteBytes(BinaryWriter writer, byte[] bytes)
    {
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }
}
