using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Platform.Errors;
using Nuka.Sandbox.Plans;

namespace Nuka.Sandbox.Compiled;

/// <summary>Reads a plan's bytes and refuses everything that the launcher refuses: same checks, same limits.</summary>
internal sealed class PlanReader
{
    private const int SkippedNames = 64;

    private readonly ReadOnlyMemory<byte> bytes;
    private int at;

    private PlanReader(ReadOnlyMemory<byte> bytes) => this.bytes = bytes;

    /// <summary>Reads a whole plan.</summary>
    /// <exception cref="NukaException"><c>sandbox/bad-plan</c>.</exception>
    internal static LauncherPlan Decode(ReadOnlyMemory<byte> whole)
    {
        ReadOnlySpan<byte> header = whole.Span;
        if (header.Length is < PlanWriter.HeaderBytes or > PlanLimits.PlanBytes
            || !header.StartsWith(PlanWriter.Magic)
            || BinaryPrimitives.ReadUInt32LittleEndian(header[8..]) != PlanWriter.Version
            || BinaryPrimitives.ReadUInt32LittleEndian(header[12..]) != header.Length)
        {
            throw Bad("its header is not that of a plan");
        }

        Span<byte> digest = stackalloc byte[32];
        Blake3.Hash(header[PlanWriter.HeaderBytes..], digest);
        if (!digest.SequenceEqual(header[16..48]))
        {
            throw Bad("its content does not have the digest that stands in it");
        }

        return new PlanReader(whole[PlanWriter.HeaderBytes..]).Plan();
    }

    private LauncherPlan Plan()
    {
        LauncherPlan plan = new()
        {
            Key = Record(1, record => record.Key()),
            Lease = Record(2, record => record.Text()),
            Freshness = Record(3, record => record.Array(PlanLimits.FreshnessEntries, record.Freshness)),
            Target = Record(4, record => record.Text()),
            Roots = Record(5, record => record.Array(PlanLimits.Roots, record.Root)),
            Skeleton = Record(6, record => record.Array(PlanLimits.SkeletonEntries, record.Skeleton)),
            Bubblewrap = Record(7, record => record.Text()),
            Files = Record(8, record => record.Array(PlanLimits.Files, record.File)),
            Passed = Record(9, record => record.List()),
            Watched = Record(10, record => record.List()),
            Inner = Record(11, record => record.Inner()),
            Bus = Record(12, record => record.AtEnd ? null : record.Bus()),
            Placed = Record(13, record => record.Array(PlanLimits.Placed, record.Place)),
            Network = Record(14, record => record.AtEnd ? null : record.Network()),
            NewNames = Record(15, record => record.AtEnd ? NewNames.None : record.Looked()),
        };
        return AtEnd && !plan.Roots.IsEmpty ? plan : throw Bad("it has no root, or something behind its end");
    }

    private bool AtEnd => at == bytes.Length;

    private static NukaException Bad(string reason) =>
        new Problem("sandbox/bad-plan", "this is not a whole plan of this version") { Reasons = [reason] }.ToException();

    private T Record<T>(uint tag, Func<PlanReader, T> read)
    {
        if (Word() != tag)
        {
            throw Bad($"record {tag} is missing");
        }

        PlanReader record = new(Data());
        T value = read(record);
        return record.AtEnd ? value : throw Bad($"record {tag} is too long");
    }

    private ReadOnlyMemory<byte> Take(int count)
    {
        if (count < 0 || count > bytes.Length - at)
        {
            throw Bad("it ends too early");
        }

        at += count;
        return bytes.Slice(at - count, count);
    }

    private uint Word() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4).Span);

    private ulong Long() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8).Span);

    private ReadOnlyMemory<byte> Data()
    {
        uint length = Word();
        if (length > PlanLimits.PlanBytes)
        {
            throw Bad("it ends too early");
        }

        ReadOnlyMemory<byte> padded = Take((int)(length + 4) & ~3);
        return padded.Span[(int)length] == 0 ? padded[..(int)length] : throw Bad("a text does not end");
    }

    private string Text()
    {
        ReadOnlySpan<byte> text = Data().Span;
        return text.Contains((byte)0) ? throw Bad("a text holds NUL") : Encoding.UTF8.GetString(text);
    }

    private ImmutableArray<T> Array<T>(int limit, Func<T> read)
    {
        uint count = Word();
        if (count > limit)
        {
            throw Bad("a list is longer than its limit");
        }

        ImmutableArray<T>.Builder values = ImmutableArray.CreateBuilder<T>((int)count);
        for (uint i = 0; i < count; i++)
        {
            values.Add(read());
        }

        return values.MoveToImmutable();
    }

    private ImmutableArray<string> List() => Array(PlanLimits.Texts, Text);

    private ImmutableArray<byte> Key()
    {
        ReadOnlySpan<byte> key = Take(32).Span;
        return key.ContainsAnyExcept((byte)0) ? [.. key] : [];
    }

    private FreshnessEntry Freshness()
    {
        bool exists = Word() == 1;
        ulong device = Long();
        ulong inode = Long();
        long size = (long)Long();
        long modified = (long)Long();
        long changed = (long)Long();
        return new FreshnessEntry(Text(), exists, device, inode, size, modified, changed);
    }

    private CompiledRoot Root()
    {
        CompiledRootKind kind = (CompiledRootKind)Word();
        CompiledRoot root = new(kind, Array(PlanLimits.Layers, Text), Text(), Text(), List());
        bool known = kind is CompiledRootKind.View || (kind is CompiledRootKind.Overlay && !root.Layers.IsEmpty);
        return known ? root : throw Bad("a root is of no known kind");
    }

    private SkeletonEntry Skeleton()
    {
        bool isFile = Word() == 2;
        return new SkeletonEntry(isFile, Text());
    }

    private PlacedMount Place() => new((PlacedKinds)Word(), Text(), Text(), Text());

    private ImmutableArray<byte> File() => [.. Data().Span];

    private InnerPlan Inner() => new()
    {
        WorkingDirectory = Text(),
        Environment = List(),
        Command = List(),
        WriteRights = Long(),
        Scopes = Long(),
        WritablePaths = List(),
        Filter = File(),
        WaitsForNetwork = Word() != 0,
        Program = Text(),
    };

    private NetworkPlan Network() => new(Text(), Text(), List(), Array(PlanLimits.Ports, Text));

    private NewNames Looked()
    {
        ImmutableArray<string> names = Array(PlanLimits.NewNames, Text);
        ImmutableArray<string> skipped = Array(SkippedNames, Text);
        return new NewNames(names, skipped, Array(PlanLimits.LookedDirectories, () => Directory(names)));
    }

    private LookedDirectory Directory(ImmutableArray<string> names)
    {
        uint word = Word();
        long modified = (long)Long();
        return new LookedDirectory(Text(), [.. names.Where((_, index) => (word & (1u << index)) != 0)], modified)
        {
            IsPassedOver = (word & PlanWriter.PassedOver) != 0,
            HasUnknown = (word & PlanWriter.HasUnknown) != 0,
        };
    }

    private BusPlan Bus() => new(Text(), List(), File());
}
