using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Graft.Finish;
using Nuka.Graft.Tests.Unpack;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Graft.Tests.Finish;

/// <summary>What is read of files that the loader might load.</summary>
public sealed class LibraryFinderTests
{
    [Fact]
    public void A_file_that_no_library_is_as_large_as_is_not_read()
    {
        using StoreFixture fixture = new();

        // No such blob is in the store: whoever reads it fails.
        Assert.False(Find(fixture, 1UL << 30).IsLoadable);
        Assert.Equal("store/missing-blob", Assert.Throws<NukaException>(() => Find(fixture, 4096)).Problem.Code);
    }

    private static LibraryFinder.Closure Find(StoreFixture fixture, ulong sizeBytes)
    {
        JoinedRoot root = JoinedRoot.Empty(fixture.Store);
        root.Put("usr/lib/libbig.so", TreeEntry.File(FileName.FromText("libbig.so"), Blake3.Hash("absent"u8), sizeBytes, executable: false));
        return new LibraryFinder(root, fixture.Store).Find("usr/lib/libbig.so");
    }
}
