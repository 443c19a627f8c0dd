using Nuka.Content.Hashing;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Store.Errors;

/// <summary>The problems that more than one part of the store has to report, in one wording each.</summary>
internal static class StoreProblems
{
    /// <summary>What a failed system call inside the store means to a person.</summary>
    internal static NukaException From(FileError error, string store) => error.Number switch
    {
        ErrorNumbers.NoSpace or ErrorNumbers.Quota => DiskFull(store, error),
        ErrorNumbers.ReadOnly or ErrorNumbers.AccessDenied or ErrorNumbers.NotPermitted => NotWritable(store, error),
        _ => new Problem("store/failed", "the store's file system refused a step")
        {
            Reasons = [error.Message, $"the store is {store}"],
            Hints = ["look at the kernel's log: a disk that fails says so there"],
        }.ToException(error),
    };

    internal static NukaException DiskFull(string store, Exception inner) =>
        new Problem("store/disk-full", "the disk of the store is full; nothing was changed")
        {
            Reasons = [inner.Message, $"the store is {store}"],
            Hints = ["remove what nothing needs any more: try: nuka gc"],
        }.ToException(inner);

    /// <summary>Nothing can be collected in a store that was never made.</summary>
    internal static NukaException NoRoomToMake(string store, Exception inner) =>
        new Problem("store/disk-full", "the disk is full: the store could not be made")
        {
            Reasons = [inner.Message, $"the store would be {store}"],
            Hints = ["make room there, or keep everything on another disk: try: nuka --state DIR"],
        }.ToException(inner);

    /// <summary>The disk of a reader's own views is full; the store, which is somebody else's, has no part in it.</summary>
    internal static NukaException ViewsFull(string views, Exception inner) =>
        new Problem("store/disk-full", "the disk of your own views is full; nothing was changed")
        {
            Reasons = [inner.Message, $"the views are in {views}"],
            Hints = ["remove those that nothing needs any more: try: nuka gc", "or keep them on another disk: try: nuka --state DIR"],
        }.ToException(inner);

    /// <summary>Whether the reason is a full disk or an exhausted quota, which .NET on Unix carries in HResult.</summary>
    internal static bool IsDiskFull(IOException error) => error is FileError known
        ? known.Number is ErrorNumbers.NoSpace or ErrorNumbers.Quota : (error.HResult & 0xFFFF) is ErrorNumbers.NoSpace or ErrorNumbers.Quota;

    internal static NukaException NotWritable(string store, Exception? inner) =>
        new Problem("store/not-writable", "the store can only be read")
        {
            Reasons = inner is null ? [$"the store is {store}"] : [inner.Message, $"the store is {store}"],
            Hints = ["name a state directory that is yours: try: nuka --state DIR"],
        }.ToException(inner);

    internal static NukaException MissingTree(Digest digest) =>
        new Problem("store/missing-tree", $"the store has no tree {new Content.Trees.Cid(Content.Trees.ContentKind.Tree, digest)}")
        {
            Hints = ["it was never added here, or collected because no root kept it"],
        }.ToException();

    internal static NukaException MissingBlob(Digest digest) =>
        new Problem("store/missing-blob", $"the store has no blob {new Content.Trees.Cid(Content.Trees.ContentKind.Blob, digest)}")
        {
            Hints = ["find what else is missing: try: nuka store verify"],
        }.ToException();

    internal static NukaException CorruptTree(Digest digest, Exception? inner = null) =>
        new Problem("store/corrupt-tree", $"the stored tree {new Content.Trees.Cid(Content.Trees.ContentKind.Tree, digest)} is not what it was")
        {
            Reasons = ["the bytes in the index do not have this digest: the disk or a program changed them"],
            Hints = ["find everything that was hit: try: nuka store verify"],
        }.ToException(inner);

    internal static NukaException CorruptBlob(Digest digest, string reason) =>
        new Problem("store/corrupt-blob", $"the stored blob {new Content.Trees.Cid(Content.Trees.ContentKind.Blob, digest)} is not what it was")
        {
            Reasons = [reason],
            Hints = ["set it aside and fetch it again: try: nuka store verify --repair"],
        }.ToException();
}
