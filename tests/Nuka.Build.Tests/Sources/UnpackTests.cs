using System.IO.Compression;
using System.Text;
using Nuka.Build.Sources;
using Nuka.Content.Archives;
using Nuka.Content.Hashing;
using Nuka.Content.Tests.Archives;
using Nuka.Graft.Tests.Unpack;
using Nuka.Platform.Errors;

namespace Nuka.Build.Tests.Sources;

/// <summary>What the real tools pack is unpacked to what the store imports from their directory; what hostile ones pack is refused.</summary>
public sealed class UnpackTests : IDisposable
{
    private readonly StoreFixture store = new();

    public static TheoryData<string> Programs => ["", "gzip", "xz", "zstd", "bzip2", "lzip"];

    public void Dispose() => store.Dispose();

    [Theory, MemberData(nameof(Programs))]
    public void A_tarball_is_what_its_top_directory_holds(string program)
    {
        string tree = MakeTree();
        byte[] archive = Compress(program, Tar("-cf", "-", "tool-1.0"));
        Assert.Equal(Import(tree), Unpack(archive));
    }

    [Theory]
    [InlineData("tool-1.0/deep", "tool-1.0/file")]
    [InlineData("tool-1.0/deep", "other")]
    [InlineData("-C", "tool-1.0", ".")]
    public void Without_one_top_directory_nothing_is_taken_away(params string[] what)
    {
        MakeTree();
        File.WriteAllText(Path.Combine(store.Path, "other"), "");
        byte[] archive = Tar(["-cf", "-", .. what]);
        string unpacked = Directory.CreateDirectory(Path.Combine(store.Path, "unpacked")).FullName;
        ForeignTool.Run(unpacked, "tar", ["-xf", "-"], archive);
        // tool-1.0 alone is one top directory again.
        Assert.Equal(Import(what[^1].StartsWith("tool", StringComparison.Ordinal) ? Path.Combine(unpacked, "tool-1.0") : unpacked), Unpack(archive));
    }

    [Fact]
    public void A_zip_is_what_its_top_directory_holds()
    {
        string tree = MakeTree();
        File.Delete(Path.Combine(tree, "same"));
        ForeignTool.Run(store.Path, "zip", ["-qry", "a.zip", "tool-1.0"]);
        Assert.Equal(Import(tree), Unpack(File.ReadAllBytes(Path.Combine(store.Path, "a.zip"))));
    }

    [Theory]
    [InlineData("../x", 0x81A4, "'..'")]
    [InlineData("a/../../x", 0x81A4, "'..'")]
    [InlineData("/x", 0x81A4, "absolute")]
    [InlineData("l", 0xA1FF, "climbs out")]
    [InlineData("pipe", 0x11A4, "a pipe")]
    [InlineData("first", 0x81A4, "twice")]
    [InlineData("first/x", 0x81A4, "no directory")]
    [Trait("tier", "sample")]
    public void A_zip_that_leaves_its_tree_is_refused(string path, int mode, string reason)
    {
        using MemoryStream packed = new();
        using (ZipArchive archive = new(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            archive.CreateEntry("first");
            ZipArchiveEntry entry = archive.CreateEntry(path);
            entry.ExternalAttributes = mode << 16;
            using Stream content = entry.Open();
            content.Write("../../x"u8);
        }

        Problem problem = Refusal(packed.ToArray());
        Assert.Equal("build/bad-archive", problem.Code);
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-Zxz")]
    [InlineData("-Zgzip")]
    [InlineData("-Znone")]
    public void A_Debian_package_is_what_it_installs(string compression)
    {
        string tree = MakeTree();
        Directory.CreateDirectory(Path.Combine(tree, "DEBIAN"));
        File.WriteAllText(Path.Combine(tree, "DEBIAN/control"), "Package: tool\nVersion: 1.0\nArchitecture: all\nMaintainer: a <a@b.example>\nDescription: tool\n");
        ForeignTool.Run(store.Path, "dpkg-deb", ["--root-owner-group", compression, "--build", "tool-1.0", "a.deb"]);
        Directory.Delete(Path.Combine(tree, "DEBIAN"), recursive: true);
        Assert.Equal(Import(tree), Unpack(File.ReadAllBytes(Path.Combine(store.Path, "a.deb"))));
    }

    [Fact]
    public void A_Debian_package_without_files_is_told() => Assert.Contains(
        "no files", Refusal([.. "!<arch>\n"u8, .. "debian-binary   0           0     0     100644  4         `\n2.0\n"u8]).Reasons[0], StringComparison.Ordinal);

    [Theory]
    [InlineData("v7")]
    [InlineData("ustar")]
    [InlineData("gnu")]
    [InlineData("posix")]
    public void The_kind_of_tar_does_not_matter(string format)
    {
        string tree = MakeTree(longNames: format is "gnu" or "posix");
        byte[] archive = Compress("gzip", Tar("--format", format, "-cf", "-", "tool-1.0"));
        Assert.Equal(Import(tree), Unpack(archive));
    }

    [Fact]
    public void What_git_archives_has_no_file_for_its_global_header()
    {
        string tree = MakeTree();
        foreach (string[] arguments in (string[][])[["init", "-q"], ["add", "-A"], ["-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-qm", "a"]])
        {
            ForeignTool.Run(tree, "git", arguments);
        }

        byte[] archive = ForeignTool.Run(tree, "git", ["archive", "--format=tar", "--prefix=tool-1.0/", "HEAD"]);
        Assert.Equal((byte)'g', archive[156]);
        Directory.Delete(Path.Combine(tree, ".git"), recursive: true);
        Directory.Delete(Path.Combine(tree, "empty"));
        Assert.Equal(Import(tree), Unpack(Compress("xz", archive)));
    }

    [Fact]
    public void Names_are_bytes_and_may_differ_by_case_alone()
    {
        byte[] archive = new TarBlocks().Add("t/\u00ff\u00fe", content: "a").Add("t/README", content: "b").Add("t/readme", content: "c").End();
        Assert.Equal(3, store.Store.ReadTree(Unpack(archive)).Entries.Length);
        Assert.Equal([0xff, 0xfe], store.Store.ReadTree(Unpack(archive)).Entries[^1].Name.Bytes.ToArray());
    }

    [Fact]
    public void Links_are_kept_as_they_are()
    {
        byte[] archive = new TarBlocks().Add("t/a/x", content: "a").Add("t/b", '2', target: "a/../a/x").Add("t/c/d", '2', target: "../../t/b")
            .Add("t/null", '2', target: "/dev/null").Add("t/y", '1', target: "t/a/x").End();
        Assert.Equal(
            ["d a", "d c", $"f a/x {Blake3.Hash("a"u8)}", $"f y {Blake3.Hash("a"u8)}", "l b -> a/../a/x", "l c/d -> ../../t/b", "l null -> /dev/null"],
            store.Describe(Unpack(archive)));
    }

    [Theory]
    [InlineData("t/../../x", '0', "", "'..'")]
    [InlineData("../x", '0', "", "'..'")]
    [InlineData("..", '5', "", "'..'")]
    [InlineData("/etc/x", '0', "", "absolute")]
    [InlineData("//x", '0', "", "absolute")]
    [InlineData("./", '2', "x", "is its top")]
    [InlineData(".", '0', "", "is its top")]
    [InlineData("t/null", '3', "", "a device")]
    [InlineData("t/disk", '4', "", "a device")]
    [InlineData("t/pipe", '6', "", "a pipe")]
    [InlineData("t/l", '2', "../../x", "climbs out")]
    [InlineData("t/l", '2', "a/../../../x", "climbs out")]
    [InlineData("l", '2', "..", "climbs out")]
    [InlineData("t/h", '1', "t/nothing", "did not come before")]
    [InlineData("t/h", '1', "../x", "'..'")]
    [InlineData("t/h", '1', "/etc/passwd", "absolute")]
    [InlineData("t/h", '1', "t", "did not come before")]
    [InlineData("t/first", '0', "", "twice")]
    [InlineData("t/first", '2', "x", "twice")]
    [InlineData("t/first", '5', "", "twice")]
    [InlineData("t/first/x", '0', "", "no directory")]
    [InlineData("t/out/x", '0', "", "no directory")]
    [InlineData("t", '0', "", "twice")]
    [Trait("tier", "sample")]
    public void What_leaves_its_tree_or_is_no_source_is_refused(string path, char kind, string target, string reason)
    {
        byte[] archive = new TarBlocks().Add("t/first", content: "a").Add("t/out", '2', target: "/tmp").Add(path, kind, target: target).End();
        Problem problem = Refusal(archive);
        Assert.Equal("build/bad-archive", problem.Code);
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_there_twice_is_taken_once_if_both_are_the_same()
    {
        byte[] once = new TarBlocks().Add("t/a", content: "text").Add("t/b", content: "").End();
        Assert.Equal(Unpack(once), Unpack(new TarBlocks().Add("t/a", content: "text").Add("t/b", content: "").Add("t/a", content: "text").Add("./t/b", content: "").End()));
        byte[] modes = new TarBlocks().Add("t/a", content: "text").Add("t/a", content: "text", change: header => TarBlocks.Put(header, 100, "0000755")).End();
        Assert.Equal([$"x a {Blake3.Hash("text"u8)}"], store.Describe(Unpack(modes)));
        foreach (string other in (string[])["tex", "texs", "texts"])
        {
            Assert.Contains("twice", Refusal(new TarBlocks().Add("t/a", content: "text").Add("t/a", content: other).End()).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_path_of_too_many_directories_is_refused() =>
        Assert.Contains("Depth", Refusal(new TarBlocks().Pax("path=" + string.Concat(Enumerable.Repeat("d/", 200)) + "f").Add("x").End()).Message, StringComparison.Ordinal);

    [Fact]
    public void A_name_that_is_too_long_is_refused() =>
        Assert.Equal("build/bad-archive", Refusal(new TarBlocks().Pax("path=" + new string('n', 300)).Add("x").End()).Code);

    [Theory]
    [InlineData("gzip")]
    [InlineData("bzip2")]
    [InlineData("xz")]
    [Trait("tier", "sample")]
    public void A_bomb_is_refused_by_the_limits_name(string program)
    {
        byte[] bomb = Compress(program, new TarBlocks().Add("zeros", content: new string('\0', 8 << 20)).End());
        ArchiveLimits limits = ArchiveLimits.Package with { RatioFreeBytes = 1 << 20, Ratio = 200 };
        Problem problem = Refusal(bomb, limits);
        Assert.Equal("content/archive-limit", problem.Code);
        Assert.Contains("Ratio", problem.Reasons[0], StringComparison.Ordinal);
        Assert.Contains("EntryCount", Refusal(new TarBlocks().Add("a").Add("b").Add("c").End(), limits with { EntryCount = 2 }).Reasons[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>not found</html>", "", "3c68746d6c3e")]
    [InlineData("", "", "begins with the bytes")]
    [InlineData("words", "gzip", "not from a tar archive")]
    [InlineData("words", "bzip2", "not from a tar archive")]
    public void What_is_no_archive_is_told(string content, string program, string reason)
    {
        Problem problem = Refusal(Compress(program, Encoding.ASCII.GetBytes(content)));
        Assert.Equal("build/no-archive", problem.Code);
        Assert.Contains(reason, problem.Reasons[0], StringComparison.Ordinal);
        Assert.Contains("--unpack", Assert.Single(problem.Hints), StringComparison.Ordinal);
    }

    [Fact]
    public void An_archive_that_holds_nothing_is_told() => Assert.Contains("nothing", Refusal(new TarBlocks().Add("./", '5').End()).Reasons[0], StringComparison.Ordinal);

    [Fact]
    public void A_damaged_archive_leaves_nothing()
    {
        MakeTree();
        byte[] archive = Compress("gzip", Tar("-cf", "-", "tool-1.0"));
        long before = store.Store.Measure().Trees;
        Assert.Equal("content/archive-truncated", Refusal(archive[..(archive.Length * 3 / 4)]).Code);
        Assert.Equal(before, store.Store.Measure().Trees);
    }

    private Digest Unpack(byte[] archive, ArchiveLimits? limits = null)
    {
        using MemoryStream content = new(archive);
        return new SourceUnpacker(store.Store, limits ?? ArchiveLimits.Package).Unpack(content, TestContext.Current.CancellationToken);
    }

    private Problem Refusal(byte[] archive, ArchiveLimits? limits = null) => Assert.Throws<NukaException>(() => Unpack(archive, limits)).Problem;

    private Digest Import(string directory) => store.Store.ImportDirectory(directory, null, TestContext.Current.CancellationToken).Digest;

    private byte[] Tar(params string[] arguments) => ForeignTool.Run(store.Path, "tar", arguments);

    private static byte[] Compress(string program, byte[] content) => program.Length == 0 ? content : ForeignTool.Compress(program, content);

    /// <summary>A directory with everything that sources have.</summary>
    private string MakeTree(bool longNames = false)
    {
        string tree = Directory.CreateDirectory(Path.Combine(store.Path, "tool-1.0")).FullName;
        Directory.CreateDirectory(Path.Combine(tree, "empty"));
        string deep = Directory.CreateDirectory(Path.Combine(tree, "deep/er", longNames ? new string('d', 150) : "d")).FullName;
        File.WriteAllText(Path.Combine(deep, "ünder"), "text");
        File.WriteAllText(Path.Combine(tree, "file"), new string('x', 100_000));
        File.WriteAllText(Path.Combine(tree, "configure"), "#!/bin/sh\n");
        ForeignTool.Run(tree, "chmod", ["755", "configure"]);
        File.CreateSymbolicLink(Path.Combine(tree, "link"), "deep/../file");
        ForeignTool.Run(tree, "ln", ["file", "same"]);
        return tree;
    }
}
