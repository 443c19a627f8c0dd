using System.Text;
using Nuka.Content.Archives;

namespace Nuka.Graft.Unpack;

/// <summary>The outside of a Debian package, deb(5): three members of an <c>ar</c> archive in a fixed order.</summary>
internal static class DebFile
{
    private const int VersionBytes = 16;

    /// <summary>Reads a package once, from its beginning to its end.</summary>
    /// <param name="deb">The package's bytes.</param>
    /// <param name="limits">What its archives may hold.</param>
    /// <param name="takeControl">Is given each entry of the control archive.</param>
    /// <param name="takeData">Is given each entry of the data archive.</param>
    /// <param name="cancellation">Looked at before each entry.</param>
    internal static void Read(
        Stream deb, ArchiveLimits limits, Action<TarEntry> takeControl, Action<TarEntry> takeData, CancellationToken cancellation)
    {
        using ArReader members = new(deb, limits);
        ReadVersion(members.Next());
        ReadArchive(NextMember(members), "control.tar", limits, takeControl, cancellation);
        ReadArchive(NextMember(members), "data.tar", limits, takeData, cancellation);
        if (NextMember(members) is { } extra)
        {
            throw GraftProblem.BadPackage($"the member {Encoding.Latin1.GetString(extra.Name)} stands behind the data");
        }
    }

    private static void ReadVersion(ArEntry? member)
    {
        if (member is null || !member.Name.AsSpan().SequenceEqual("debian-binary"u8) || member.SizeBytes > VersionBytes)
        {
            throw GraftProblem.BadPackage("its first member is not debian-binary");
        }

        byte[] version = new byte[member.SizeBytes];
        member.Content.ReadExactly(version);
        if (!version.AsSpan().StartsWith("2."u8))
        {
            throw GraftProblem.BadPackage("it is of another version of the format than 2");
        }
    }

    /// <summary>deb(5): members whose names begin with an underscore are to be passed over.</summary>
    private static ArEntry? NextMember(ArReader members)
    {
        ArEntry? member;
        do
        {
            member = members.Next();
        }
        while (member is { Name: [(byte)'_', ..] });
        return member;
    }

    private static void ReadArchive(ArEntry? member, string expected, ArchiveLimits limits, Action<TarEntry> take, CancellationToken cancellation)
    {
        string name = member is null ? "" : Encoding.Latin1.GetString(member.Name);
        if (!name.StartsWith(expected, StringComparison.Ordinal))
        {
            throw GraftProblem.BadPackage(name.Length == 0 ? $"the member {expected} is missing" : $"the member {name} stands in the place of {expected}");
        }

        CompressionFormat format = name[expected.Length..] switch
        {
            "" => CompressionFormat.Stored,
            ".gz" => CompressionFormat.Gzip,
            ".xz" => CompressionFormat.Xz,
            ".zst" => CompressionFormat.Zstd,
            string other => throw GraftProblem.BadPackage($"the member {expected}{other} is compressed in a way that is not supported"),
        };
        using TarReader archive = new(Decompression.Open(member!.Content, format, limits), limits);
        while (archive.Next() is { } entry)
        {
            cancellation.ThrowIfCancellationRequested();
            take(entry);
        }
    }
}
