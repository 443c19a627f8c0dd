using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Sandbox.Plans;

namespace Nuka.Sandbox.Compiled;

/// <summary>Writes a plan's bytes: the format of specs/plan.md, version 4.</summary>
internal sealed class PlanWriter
{
    internal const int HeaderBytes = 48;
    internal const uint Version = 4;

    /// <summary>Flags of a looked-at directory, above the bits of names (specs/plan.md, record 15).</summary>
    internal const uint PassedOver = 1u << 29;

    internal const uint HasUnknown = 1u << 30;

    private readonly ArrayBufferWriter<byte> bytes = new();

    internal static ReadOnlySpan<byte> Magic => "nukaplan"u8;

    internal static byte[] Encode(LauncherPlan plan)
    {
        PlanWriter body = new();
        body.Record(1, record => record.bytes.Write((plan.Key.IsEmpty ? ImmutableArray.Create(new byte[32]) : plan.Key).AsSpan()));
        body.Record(2, record => record.Text(plan.Lease));
        body.Record(3, record => record.Freshness(plan.Freshness));
        body.Record(4, record => record.Text(plan.Target));
        body.Record(5, record => record.Roots(plan.Roots));
        body.Record(6, record => record.Skeleton(plan.Skeleton));
        body.Record(7, record => record.Text(plan.Bubblewrap));
        body.Record(8, record => record.Files(plan.Files));
        body.Record(9, record => record.List(plan.Passed));
        body.Record(10, record => record.List(plan.Watched));
        body.Record(11, record => record.Inner(plan.Inner));
        body.Record(12, record => record.Bus(plan.Bus));
        body.Record(13, record => record.Placed(plan.Placed));
        body.Record(14, record => record.Network(plan.Network));
        body.Record(15, record => record.NewNames(plan.NewNames));
        return WithHeader(body.bytes.WrittenSpan);
    }

    private static byte[] WithHeader(ReadOnlySpan<byte> body)
    {
        byte[] whole = new byte[HeaderBytes + body.Length];
        Magic.CopyTo(whole);
        BinaryPrimitives.WriteUInt32LittleEndian(whole.AsSpan(8), Version);
        BinaryPrimitives.WriteUInt32LittleEndian(whole.AsSpan(12), (uint)whole.Length);
        Blake3.HashBriefly(body, whole.AsSpan(16, 32));
        body.CopyTo(whole.AsSpan(HeaderBytes));
        return whole;
    }

    private void Record(uint tag, Action<PlanWriter> write)
    {
        PlanWriter record = new();
        write(record);
        Word(tag);
        Data(record.bytes.WrittenSpan);
    }

    private void Word(uint value)
    {
        Span<byte> buffer = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(buffer, value);
        bytes.Write(buffer);
    }

    private void Long(ulong value)
    {
        Span<byte> buffer = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(buffer, value);
        bytes.Write(buffer);
    }

    private void Data(ReadOnlySpan<byte> value)
    {
        Word((uint)value.Length);
        bytes.Write(value);
        ReadOnlySpan<byte> zeros = [0, 0, 0, 0];
        bytes.Write(zeros[..(4 - (value.Length % 4))]);
    }

    private void Text(string value) => Data(Encoding.UTF8.GetBytes(value));

    private void List(ImmutableArray<string> values)
    {
        Word((uint)values.Length);
        foreach (string value in values)
        {
            Text(value);
        }
    }

    private void Freshness(ImmutableArray<FreshnessEntry> entries)
    {
        Word((uint)entries.Length);
        foreach (FreshnessEntry entry in entries)
        {
            Word(entry.Exists ? 1u : 0u);
            Long(entry.Device);
            Long(entry.Inode);
            Long((ulong)entry.SizeBytes);
            Long((ulong)entry.ModifiedNanoseconds);
            Long((ulong)entry.ChangedNanoseconds);
            Text(entry.Path);
        }
    }

    private void Roots(ImmutableArray<CompiledRoot> roots)
    {
        Word((uint)roots.Length);
        foreach (CompiledRoot root in roots)
        {
            Word((uint)root.Kind);
            List(root.Layers);
            Text(root.Upper);
            Text(root.Work);
            List(root.Arguments);
        }
    }

    private void Skeleton(ImmutableArray<SkeletonEntry> entries)
    {
        Word((uint)entries.Length);
        foreach (SkeletonEntry entry in entries)
        {
            Word(entry.IsFile ? 2u : 1u);
            Text(entry.Path);
        }
    }

    private void Files(ImmutableArray<ImmutableArray<byte>> files)
    {
        Word((uint)files.Length);
        foreach (ImmutableArray<byte> file in files)
        {
            Data(file.AsSpan());
        }
    }

    private void Inner(InnerPlan inner)
    {
        Text(inner.WorkingDirectory);
        List(inner.Environment);
        List(inner.Command);
        Long(inner.WriteRights);
        Long(inner.Scopes);
        List(inner.WritablePaths);
        Data(inner.Filter.AsSpan());
        Word(inner.WaitsForNetwork ? 1u : 0u);
        Text(inner.Program);
    }

    private void Placed(ImmutableArray<PlacedMount> mounts)
    {
        Word((uint)mounts.Length);
        foreach (PlacedMount mount in mounts)
        {
            Word((uint)mount.Kind);
            Text(mount.Source);
            Text(mount.Holder);
            Text(mount.Place);
        }
    }

    private void Network(NetworkPlan? network)
    {
        if (network is not null)
        {
            Text(network.Program);
            Text(network.Directory);
            List(network.Arguments);
            List(network.Requests);
        }
    }

    private void NewNames(NewNames looked)
    {
        if (looked.Directories.IsEmpty)
        {
            return;
        }

        List(looked.Names);
        List(looked.Skipped);
        Word((uint)looked.Directories.Length);
        foreach (LookedDirectory directory in looked.Directories)
        {
            uint flags = (directory.IsPassedOver ? PassedOver : 0) | (directory.HasUnknown ? HasUnknown : 0);
            Word(directory.Known.Aggregate(flags, (word, name) => word | (1u << looked.Names.IndexOf(name))));
            Long((ulong)directory.ModifiedNanoseconds);
            Text(directory.Path);
        }
    }

    private void Bus(BusPlan? bus)
    {
        if (bus is not null)
        {
            Text(bus.Directory);
            List(bus.Arguments);
            Data(bus.Identity.AsSpan());
        }
    }
}
