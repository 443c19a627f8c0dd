using System.Diagnostics;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Graft.Finish;
using Nuka.Graft.Tests.Unpack;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Store;

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

    [Fact]
    public void A_library_finds_its_own_where_the_program_says_seen_from_the_program()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/gcc"), "gcc is not installed");
        using StoreFixture fixture = new();
        string directory = Directory.CreateDirectory(Path.Combine(fixture.Path, "made")).FullName;
        File.WriteAllText(Path.Combine(directory, "inner.c"), "int inner(void) { return 1; }\n");
        File.WriteAllText(Path.Combine(directory, "outer.c"), "int inner(void); int outer(void) { return inner(); }\n");
        File.WriteAllText(Path.Combine(directory, "program.c"), "int outer(void); int main(void) { return outer(); }\n");
        Compile(directory, "-shared", "-o", "libinner.so", "inner.c");
        Compile(directory, "-shared", "-o", "libouter.so", "outer.c", "-L.", "-linner");
        Compile(directory, "-e", "main", "-Wl,--disable-new-dtags,-rpath,$ORIGIN/private,--allow-shlib-undefined", "-o", "program", "program.c", "-L.", "-louter");

        JoinedRoot root = JoinedRoot.Empty(fixture.Store);
        using TreeWriter writer = fixture.Store.BeginTree();
        foreach (string path in new[] { "opt/app/program", "opt/app/private/libouter.so", "opt/app/private/libinner.so" })
        {
            byte[] content = File.ReadAllBytes(Path.Combine(directory, Path.GetFileName(path)));
            writer.AddFile(Encoding.UTF8.GetBytes(path), executable: true, content);
            root.Put(path, TreeEntry.File(FileName.FromText(Path.GetFileName(path)), Blake3.Hash(content), (ulong)content.Length, executable: true));
        }

        writer.Commit(TestContext.Current.CancellationToken);
        LibraryFinder.Closure closure = new LibraryFinder(root, fixture.Store).Find("opt/app/program");
        Assert.Equal(["opt/app/private/libinner.so", "opt/app/private/libouter.so"], closure.Paths.Where(path => path.StartsWith("opt/", StringComparison.Ordinal)));
    }

    private static void Compile(string directory, params string[] arguments)
    {
        using Process gcc = Process.Start(new ProcessStartInfo("/usr/bin/gcc", ["-nostdlib", "-fPIC", .. arguments]) { WorkingDirectory = directory })!;
        gcc.WaitForExit();
        Assert.Equal(0, gcc.ExitCode);
    }

    private static LibraryFinder.Closure Find(StoreFixture fixture, ulong sizeBytes)
    {
        JoinedRoot root = JoinedRoot.Empty(fixture.Store);
        root.Put("usr/lib/libbig.so", TreeEntry.File(FileName.FromText("libbig.so"), Blake3.Hash("absent"u8), sizeBytes, executable: false));
        return new LibraryFinder(root, fixture.Store).Find("usr/lib/libbig.so");
    }
}
