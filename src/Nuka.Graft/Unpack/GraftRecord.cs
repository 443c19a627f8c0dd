using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Graft.Cleaning;

namespace Nuka.Graft.Unpack;

/// <summary>
/// Writes what is known of an unpacked package as lines <c>key value</c>, for the store's table of facts; specs/cleaning.md
/// describes them. A record that cannot be read is no record: the package is unpacked again.
/// </summary>
internal static class GraftRecord
{
    /// <summary>Raised whenever unpacking puts other bytes into the store, or this format changes.</summary>
    internal const int Epoch = 2;

    /// <summary>The table of facts.</summary>
    internal const string Table = "graft-unpacked";

    /// <summary>The key: what the result depends on.</summary>
    internal static byte[] Key(ReadOnlyMemory<byte> sha256, CleaningPolicy policy) =>
        Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"sha256:{Convert.ToHexStringLower(sha256.Span)} unpack/{Epoch} {policy.Identity}"));

    /// <summary>The package file that a key is about; <see langword="null"/> if it is no key of ours.</summary>
    internal static string? Sha256Of(ReadOnlySpan<byte> key) =>
        key.StartsWith("sha256:"u8) && key.Length > 71 ? Encoding.ASCII.GetString(key[7..71]) : null;

    internal static byte[] Write(GraftedPackage package)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"name {package.Name}\nversion {package.Version}\narchitecture {package.Architecture}\n");
        text.Append(CultureInfo.InvariantCulture, $"tree {package.Tree}\ncontrol {package.Control}\nsize {package.SizeBytes}\n");
        foreach (CleaningSaving saving in package.Savings)
        {
            text.Append(CultureInfo.InvariantCulture, $"saved {saving.Class} {saving.FileCount} {saving.SizeBytes}\n");
        }

        foreach (string notice in package.Notices)
        {
            text.Append(CultureInfo.InvariantCulture, $"notice {notice}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    internal static bool TryRead(ReadOnlyMemory<byte> sha256, ReadOnlySpan<byte> record, out GraftedPackage? package)
    {
        ILookup<string, string> lines = Encoding.UTF8.GetString(record).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', 2)).ToLookup(parts => parts[0], parts => parts[^1], StringComparer.Ordinal);
        package = null;
        if (!Digest.TryParse(lines["tree"].FirstOrDefault(), out Digest tree) || !Digest.TryParse(lines["control"].FirstOrDefault(), out Digest control)
            || !long.TryParse(lines["size"].FirstOrDefault(), CultureInfo.InvariantCulture, out long size)
            || !lines.Contains("name") || !lines.Contains("version") || !lines.Contains("architecture")
            || !TryReadSavings(lines["saved"], out ImmutableArray<CleaningSaving> savings))
        {
            return false;
        }

        package = new GraftedPackage
        {
            Name = lines["name"].First(),
            Version = lines["version"].First(),
            Architecture = lines["architecture"].First(),
            Sha256 = sha256,
            Tree = tree,
            Control = control,
            SizeBytes = size,
            Savings = savings,
            Notices = [.. lines["notice"]],
        };
        return true;
    }

    private static bool TryReadSavings(IEnumerable<string> lines, out ImmutableArray<CleaningSaving> savings)
    {
        ImmutableArray<CleaningSaving>.Builder read = ImmutableArray.CreateBuilder<CleaningSaving>();
        savings = [];
        foreach (string[] parts in lines.Select(line => line.Split(' ')))
        {
            if (parts.Length != 3 || !Enum.TryParse(parts[0], out CleaningClass one)
                || !long.TryParse(parts[1], CultureInfo.InvariantCulture, out long count)
                || !long.TryParse(parts[2], CultureInfo.InvariantCulture, out long size))
            {
                return false;
            }

            read.Add(new CleaningSaving(one, count, size));
        }

        savings = read.ToImmutable();
        return true;
    }
}
