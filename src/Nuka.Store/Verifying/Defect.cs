using Nuka.Content.Trees;
using Nuka.Store.Blobs;

namespace Nuka.Store.Verifying;

/// <summary>Something wrong that a verification found.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Name">The blob or tree.</param>
/// <param name="Blob">The blob's file.</param>
/// <param name="Path">The path in the store, of what is no blob's file.</param>
internal sealed record Defect(VerifyFindingKind Kind, Cid Name, BlobName? Blob, string Path = "");
