using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Formats.Nuon;
using Nuka.Packages.Grafts;

namespace Nuka.Packages.Identity;

/// <summary>
/// What closing a set of packages gave, and what it asked of the world besides the files: which runtimes it was told of, and what lay beside the files. It is
/// written whole and believed only while all of that is still so.
/// </summary>
internal sealed class ClosedPackages
{
    private const byte Form = 2;

    /// <summary>The packages that were asked for, in order.</summary>
    internal required ImmutableArray<PackageIr> Asked { get; init; }

    /// <summary>The label by which each package, also of those that are only named, named its runtime.</summary>
    internal required IReadOnlyDictionary<Pid, string> Labels { get; init; }

    /// <summary>What lay beside the files: the package that named it, the path that it wrote, and the content id.</summary>
    internal required ImmutableArray<(string Package, string Path, string Cid)> Locals { get; init; }

    /// <summary>Writes it, compressed, behind its digest.</summary>
    internal byte[] Encode()
    {
        ImmutableArray<PackageIr> all = Closure();
        Dictionary<Pid, int> places = all.Index().ToDictionary(one => one.Item.Pid, one => one.Index);
        using MemoryStream bytes = new();
        using (BinaryWriter writer = new(new DeflateStream(bytes, CompressionLevel.Fastest)))
        {
            writer.Write(Form);
            writer.Write(all.Length);
            foreach (PackageIr one in all)
            {
                Write(writer, one, places);
            }

            writer.Write(Asked.Length);
            foreach (PackageIr one in Asked)
            {
                writer.Write(places[one.Pid]);
            }

            writer.Write(Locals.Length);
            foreach ((string package, string path, string cid) in Locals)
            {
                writer.Write(package);
                writer.Write(path);
                writer.Write(cid);
            }
        }

        byte[] packed = bytes.ToArray();
        return [.. Blake3.Hash(packed).ToArray(), .. packed];
    }

    private void Write(BinaryWriter writer, PackageIr one, Dictionary<Pid, int> places)
    {
        writer.Write(one.Pid.Digest.ToArray());
        writer.Write(one.IdentityText.Length);
        writer.Write(one.IdentityText);
        Write(writer, OrderOf(one));
        Write(writer, NuonText.Write(one.About));
        writer.Write(Labels[one.Pid]);
        writer.Write(one.Runtime.Pid.Digest.ToArray());
        writer.Write(one.Links.Length);
        foreach (PackageLink link in one.Links)
        {
            writer.Write((byte)link.Role);
            writer.Write(places[link.Package.Pid]);
        }

        writer.Write(one.Grafts.Length);
        foreach (GraftLink link in one.Grafts)
        {
            Write(writer, link);
        }
    }

    private static void Write(BinaryWriter writer, GraftLink link)
    {
        writer.Write((byte)link.Role);
        writer.Write(link.Name);
        writer.Write(link.Packages.Length);
        foreach (LockedGraft package in link.Packages)
        {
            GraftIr graft = package.Graft;
            foreach (string text in (string[])[graft.Archive, graft.Name, graft.Version, graft.Architecture, graft.Sha256, graft.Cleaning, package.File])
            {
                writer.Write(text);
            }

            writer.Write(package.SizeBytes);
        }
    }

    private static GraftLink ReadGraft(BinaryReader reader)
    {
        PackageRole role = (PackageRole)reader.ReadByte();
        string name = reader.ReadString();
        LockedGraft[] packages = new LockedGraft[reader.ReadInt32()];
        for (int index = 0; index < packages.Length; index++)
        {
            string[] text = [.. Enumerable.Range(0, 7).Select(_ => reader.ReadString())];
            packages[index] = new LockedGraft(new GraftIr(text[0], text[1], text[2], text[3], text[4], text[5]), text[6], reader.ReadInt64());
        }

        return new GraftLink(role, name, [.. packages]);
    }

    /// <summary>The identity as it was put together, where the order of its fields is not the canonical one: a step sees its arguments in their order.</summary>
    private static string OrderOf(PackageIr one)
    {
        string written = NuonText.Write(one.Identity);
        return written == NuonText.Write(NuonDocument.Read(one.IdentityText.ToArray(), "identity")) ? "" : written;
    }

    private static void Write(BinaryWriter writer, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        writer.Write(bytes.Length);
        writer.Write(bytes);
    }

    /// <summary>Reads it.</summary>
    /// <param name="bytes">What was written.</param>
    /// <param name="runtimes">Finds a runtime by its label.</param>
    /// <returns>It; <see langword="null"/> if a runtime is another one now, or the bytes are damaged.</returns>
    internal static ClosedPackages? TryDecode(byte[] bytes, Func<string, PackageRuntime?> runtimes)
    {
        if (bytes.Length < Digest.Length || Blake3.Hash(bytes.AsSpan(Digest.Length)) != new Digest(bytes.AsSpan(0, Digest.Length)))
        {
            return null;
        }

        try
        {
            using BinaryReader reader = new(new DeflateStream(new MemoryStream(bytes, Digest.Length, bytes.Length - Digest.Length), CompressionMode.Decompress));
            return reader.ReadByte() == Form ? Read(reader, runtimes) : null;
        }
        catch (Exception error) when (error is IOException or InvalidDataException or ArgumentException or IndexOutOfRangeException or OverflowException or OutOfMemoryException)
        {
            return null;
        }
    }

    private static ClosedPackages? Read(BinaryReader reader, Func<string, PackageRuntime?> runtimes)
    {
        Dictionary<string, PackageRuntime?> found = new(StringComparer.Ordinal);
        Dictionary<Pid, string> labels = [];
        List<PackageIr> all = [];
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            Pid pid = new(new Digest(reader.ReadBytes(Digest.Length)));
            byte[] identity = reader.ReadBytes(reader.ReadInt32());
            byte[] order = reader.ReadBytes(reader.ReadInt32());
            byte[] about = reader.ReadBytes(reader.ReadInt32());
            string label = reader.ReadString();
            Digest runtime = new(reader.ReadBytes(Digest.Length));
            if (!found.TryGetValue(label, out PackageRuntime? now))
            {
                found.Add(label, now = runtimes(label));
            }

            PackageLink[] links = new PackageLink[reader.ReadInt32()];
            for (int index = 0; index < links.Length; index++)
            {
                links[index] = new PackageLink((PackageRole)reader.ReadByte(), all[reader.ReadInt32()]);
            }

            ImmutableArray<GraftLink> grafts = [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => ReadGraft(reader))];
            if (now is null || now.Pid.Digest != runtime || Pid.Of(identity) != pid)
            {
                return null;
            }

            all.Add(new PackageIr(pid, identity, order, about, now, [.. links]) { Grafts = grafts });
            labels[pid] = label;
        }

        ImmutableArray<PackageIr> asked = [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => all[reader.ReadInt32()])];
        ImmutableArray<(string, string, string)> locals =
            [.. Enumerable.Range(0, reader.ReadInt32()).Select(_ => (reader.ReadString(), reader.ReadString(), reader.ReadString()))];
        return new ClosedPackages { Asked = asked, Labels = labels, Locals = locals };
    }

    private ImmutableArray<PackageIr> Closure()
    {
        ImmutableArray<PackageIr>.Builder all = ImmutableArray.CreateBuilder<PackageIr>();
        HashSet<Pid> seen = [];
        Stack<(PackageIr Package, bool IsDone)> open = new(Asked.Reverse().Select(one => (one, false)));
        while (open.TryPop(out (PackageIr Package, bool IsDone) next))
        {
            if (next.IsDone)
            {
                all.Add(next.Package);
            }
            else if (seen.Add(next.Package.Pid))
            {
                open.Push((next.Package, true));
                foreach (PackageLink link in next.Package.Links)
                {
                    open.Push((link.Package, false));
                }
            }
        }

        return all.ToImmutable();
    }
}
