using Nuka.Content.Hashing;
using Nuka.Platform.Files;

namespace Nuka.Store.Views;

/// <summary>What statx(2) said of a file of the store when its bytes were known to be right.</summary>
/// <param name="SizeBytes">Its length.</param>
/// <param name="ModifiedNanoseconds">When its bytes changed, as far as anybody may say so.</param>
/// <param name="ChangedNanoseconds">When anything of it changed, names included; nobody sets that.</param>
/// <param name="Digest">What it holds.</param>
internal readonly record struct ConfirmedFile(long SizeBytes, long ModifiedNanoseconds, long ChangedNanoseconds, Digest Digest)
{
    internal static ConfirmedFile Of(FileStatus status, Digest digest) =>
        new(status.SizeBytes, status.ModifiedNanoseconds, status.ChangedNanoseconds, digest);
}
