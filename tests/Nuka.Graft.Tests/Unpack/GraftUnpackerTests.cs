using System.Security.Cryptography;
using Nuka.Content.Archives;
using Nuka.Content.Hashing;
using Nuka.Graft.Cleaning;
using Nuka.Graft.Unpack;
using Nuka.Platform.Errors;
using Nuka.Platform.Progress;

namespace Nuka.Graft.Tests.Unpack;

public sealed class GraftUnpackerTests : IDisposable
{
    private readonly StoreFixture fixture = new();

    public static TheoryData<string> HostileNames => [.. Hostile.Keys];

    public void Dispose() => fixture.Dispose();

    [Theory, MemberData(nameof(HostileNames))]
    [Trait("tier", "sample")]
    public void A_hostile_package_is_refused_by_name_and_leaves_nothing(string name)
    {
        (Func<DebBuilder> build, string code) = Hostile[name];
        PackageFile file = build().Write(fixture.Path);
        Problem problem = Assert.Throws<NukaException>(() => Unpack(file)).Problem;
        Assert.Equal(code, problem.Code);
        Assert.Contains(problem.Reasons, reason => reason.Contains("sample.deb", StringComparison.Ordinal));
        Assert.Null(Unpacker().TryFind(file.Sha256));
        Assert.False(fixture.Store.Contains(new Content.Trees.Cid(Content.Trees.ContentKind.Blob, Blake3.Hash("hostile"u8))));
    }

    [Fact]
    public void Everything_moves_below_usr_and_link_targets_stay_as_they_are()
    {
        DebBuilder deb = new DebBuilder().Directory("./").Directory("./bin/").File("./bin/a", "a", 0x1ED).Directory("./usr/").Directory("./usr/bin/")
            .Symlink("./lib64/ld.so", "/lib/x/ld.so").Symlink("./usr/lib/up", "../../lib/x").File("./etc/conf", "c").Symlink("./sbin/init", "../bin/a");
        Assert.Equal(
            ["f etc/conf " + Hash("c"), "l usr/lib/up -> ../../lib/x", "l usr/lib64/ld.so -> /lib/x/ld.so", "l usr/sbin/init -> ../bin/a", "x usr/bin/a " + Hash("a")],
            Leaves(deb));
    }

    [Fact]
    public void Links_that_would_stand_in_their_targets_place_after_the_merge_are_left_out()
    {
        DebBuilder deb = new DebBuilder().File("./usr/bin/a", "a").Symlink("./bin/a", "/usr/bin/a").Symlink("./lib/b", "../usr/lib/b").File("./usr/lib/b", "b")
            .Symlink("./lib64", "usr/lib64").Symlink("./bin/c", "c");
        GraftedPackage package = Unpack(deb.Write(fixture.Path));
        Assert.Equal(["f usr/bin/a " + Hash("a"), "f usr/lib/b " + Hash("b")], Leaves(package));
        Assert.Equal(4, package.Notices.Length);
    }

    [Fact]
    public void What_is_there_twice_and_the_same_is_there_once()
    {
        DebBuilder deb = new DebBuilder().Directory("./usr/").File("./usr/bin/a", "a").File("./bin/a", "a").Symlink("./usr/l", "t").Symlink("./usr/l", "t")
            .Directory("./usr/").HardLink("./usr/h", "./usr/bin/a").HardLink("./usr/h", "./bin/a");
        Assert.Equal(["f usr/bin/a " + Hash("a"), "f usr/h " + Hash("a"), "l usr/l -> t"], Leaves(deb));
    }

    [Fact]
    public void Set_id_bits_and_devices_are_dropped_and_reported()
    {
        DebBuilder deb = new DebBuilder().File("./bin/su", "s", 0x9ED).Entry("./dev/null", '3').Entry("./run/pipe", '6').HardLink("./dev/zero", "dev/null");
        GraftedPackage package = Unpack(deb.Write(fixture.Path));
        Assert.Equal(["x usr/bin/su " + Hash("s")], Leaves(package));
        Assert.Equal(
            ["dropped the set-id bits of usr/bin/su", "left out the device or pipe dev/null", "left out the device or pipe run/pipe"], package.Notices);
    }

    [Fact]
    public void A_policy_leaves_out_by_class_and_counts()
    {
        DebBuilder deb = new DebBuilder().File("./usr/share/doc/sample/copyright", "(c)").File("./usr/share/doc/sample/README", "12345")
            .Directory("./usr/share/man/man1/").File("./usr/share/man/man1/a.1.gz", "123").HardLink("./usr/share/man/man1/b.1.gz", "./usr/share/man/man1/a.1.gz")
            .File("./usr/include/a.h", "h").Symlink("./usr/share/doc/other", "sample");
        GraftedPackage package = Unpack(deb.Write(fixture.Path));
        Assert.Equal(
            ["f usr/include/a.h " + Hash("h"), "f usr/share/doc/sample/copyright " + Hash("(c)"), "l usr/share/doc/other -> sample"], Leaves(package));
        Assert.Equal([new CleaningSaving(CleaningClass.Documentation, 1, 5), new CleaningSaving(CleaningClass.Manual, 2, 3)], package.Savings);
        Assert.Equal(4, package.SizeBytes);
        Assert.DoesNotContain("d usr/share/man", fixture.Describe(package.Tree));
    }

    [Fact]
    public void A_kept_hard_link_to_what_is_left_out_brings_the_content_back()
    {
        DebBuilder deb = new DebBuilder().File("./usr/share/doc/s/a", "text").HardLink("./usr/share/doc/s/b", "./usr/share/doc/s/a")
            .HardLink("./usr/lib/c", "./usr/share/doc/s/b").HardLink("./usr/lib/d", "./usr/share/doc/s/a");
        Assert.Equal(["f usr/lib/c " + Hash("text"), "f usr/lib/d " + Hash("text")], Leaves(deb));
    }

    [Fact]
    public void The_second_use_needs_no_file()
    {
        PackageFile file = new DebBuilder().File("./usr/bin/su", "a", 0x9ED).File("./usr/share/doc/x/y", "z").Control("./postinst", "#!/bin/sh\n").Write(fixture.Path);
        GraftedPackage first = Unpack(file);
        File.Delete(file.Path);
        GraftedPackage second = Unpack(file);
        Assert.Equal((first.Name, first.Version, first.Architecture, first.Tree, first.Control, first.SizeBytes),
            (second.Name, second.Version, second.Architecture, second.Tree, second.Control, second.SizeBytes));
        Assert.Equal(first.Savings, second.Savings);
        Assert.Equal(first.Notices, second.Notices);
        Assert.Equal("graft/missing-package", Assert.Throws<NukaException>(
            () => Unpack(file, new GraftUnpacker(fixture.Store, CleaningPolicy.Everything))).Problem.Code);
    }

    [Fact]
    public void Control_files_can_be_read_from_the_store()
    {
        PackageFile file = new DebBuilder("Package: sample\nVersion: 1:2.0~rc1-1+b2\nArchitecture: all\nDescription: short\n long\n  longer\n")
            .Control("./postinst", "#!/bin/sh\nexit 0\n").Control("./triggers", "activate-noawait ldconfig\n").Control("./md5sums", "0\n").Write(fixture.Path);
        GraftedPackage package = Unpack(file);
        PackageControl control = PackageControl.Open(fixture.Store, package);
        Assert.Equal("#!/bin/sh\nexit 0\n", control.ReadText("postinst"));
        Assert.Equal("activate-noawait ldconfig\n", control.ReadText("triggers"));
        Assert.Null(control.TryRead("md5sums"));
        Assert.Null(control.TryRead("preinst"));
        Assert.Equal("short\n long\n  longer", control.ReadFields()["description"]);
        Assert.Equal("1:2.0~rc1-1+b2", package.Version);
    }

    [Theory]
    [InlineData("gzip", ".gz")]
    [InlineData("xz", ".xz")]
    [InlineData("zstd", ".zst")]
    public void Every_compression_gives_the_same_tree(string program, string suffix)
    {
        DebBuilder plain = new DebBuilder().File("./a", "text");
        DebBuilder packed = new()
        {
            Outside = (control, data) => DebBuilder.Archive(
                ("debian-binary", "2.0\n"u8.ToArray()), ("_extra", [1, 2, 3]), ("control.tar" + suffix, DebBuilder.Compress(program, control)),
                ("data.tar" + suffix, DebBuilder.Compress(program, data)), ("_more", [])),
        };
        packed.File("./a", "text");
        Assert.Equal(Unpack(plain.Write(fixture.Path)).Tree, Unpack(packed.Write(fixture.Path)).Tree);
    }

    [Fact]
    public void Another_file_than_promised_is_refused_even_where_it_is_damaged()
    {
        PackageFile file = new DebBuilder().File("./a", "text").Write(fixture.Path);
        byte[] bytes = File.ReadAllBytes(file.Path);
        foreach (byte[] other in new byte[][] { [.. bytes, .. new byte[2]], bytes[..^3], [.. bytes[..200], 1, .. bytes[201..]], [] })
        {
            File.WriteAllBytes(file.Path, other);
            Assert.Equal("graft/wrong-digest", Assert.Throws<NukaException>(() => Unpack(file)).Problem.Code);
        }

        File.WriteAllBytes(file.Path, bytes);
        Assert.Equal("sample", Unpack(file).Name);
    }

    [Fact]
    public void One_bad_package_among_many_is_named_and_many_come_in_their_order()
    {
        List<PackageFile> files = [.. Enumerable.Range(0, 20).Select(index =>
            new DebBuilder($"Package: p{index}\nVersion: 1\nArchitecture: all\n").File($"./f{index}", new string('x', index * 100)).Write(fixture.Path, $"p{index}.deb"))];
        Assert.Equal(
            Enumerable.Range(0, 20).Select(index => $"p{index}"),
            Unpacker().UnpackAll(files, SilentProgress.Instance, workers: 2, TestContext.Current.CancellationToken).Select(package => package.Name));
        files.Add(new DebBuilder().File("./../x").Write(fixture.Path, "bad.deb"));
        Problem problem = Assert.Throws<NukaException>(() => Unpacker().UnpackAll(files, SilentProgress.Instance, 2, TestContext.Current.CancellationToken)).Problem;
        Assert.Equal("graft/path-escape", problem.Code);
        Assert.Contains(problem.Reasons, reason => reason.Contains("bad.deb", StringComparison.Ordinal));
    }

    [Fact]
    public void A_bomb_is_refused_by_the_limits_name()
    {
        DebBuilder deb = new()
        {
            Outside = (control, data) => DebBuilder.Archive(
                ("debian-binary", "2.0\n"u8.ToArray()), ("control.tar", control), ("data.tar.xz", DebBuilder.Compress("xz", data))),
        };
        deb.File("./zeros", new string('\0', 12 << 20));
        GraftUnpacker unpacker = new(fixture.Store, CleaningPolicy.Everything, ArchiveLimits.Package with { RatioFreeBytes = 1 << 20 });
        Problem problem = Assert.Throws<NukaException>(() => Unpack(deb.Write(fixture.Path), unpacker)).Problem;
        Assert.Equal("content/archive-limit", problem.Code);
    }

    [Fact]
    public void Mutated_packages_are_unpacked_or_refused_and_nothing_else()
    {
        byte[] deb = new DebBuilder().Directory("./usr/").File("./usr/bin/a", new string('a', 700), 0x1ED).HardLink("./usr/bin/b", "./usr/bin/a")
            .Symlink("./lib/c", "../x").File("./usr/share/doc/a/copyright", "c").Control("./postinst", "#!/bin/sh\n").Build();
        int refused = 0;
        for (int seed = 0; seed < 250; seed++)
        {
            Random random = new(seed);
            byte[] mutated = [.. deb];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                int header = 132 + (random.Next(mutated.Length - 200) / 512 * 512);
                mutated[random.Next(2) == 0 ? random.Next(mutated.Length) : Math.Min(header + random.Next(160), mutated.Length - 1)] = (byte)random.Next(256);
            }

            string path = Path.Combine(fixture.Path, "mutated.deb");
            File.WriteAllBytes(path, mutated);
            try
            {
                Assert.DoesNotContain(fixture.Names(Unpack(new PackageFile(path, SHA256.HashData(mutated))).Tree), name => name.Split('/').Contains(".."));
            }
            catch (NukaException refusal)
            {
                Assert.Matches("^(graft|content)/", refusal.Problem.Code);
                refused++;
            }
        }

        Assert.InRange(refused, 50, 249);
    }

    private static readonly Dictionary<string, (Func<DebBuilder> Build, string Code)> Hostile = new()
    {
        ["climbs"] = (() => new DebBuilder().File("./../../etc/passwd", "hostile"), "graft/path-escape"),
        ["climbs inside"] = (() => new DebBuilder().File("./usr/../a", "hostile"), "graft/path-escape"),
        ["absolute"] = (() => new DebBuilder().File("/etc/passwd", "hostile"), "graft/path-escape"),
        ["absolute after slashes"] = (() => new DebBuilder().File("//etc/passwd", "hostile"), "graft/path-escape"),
        ["hard link climbs"] = (() => new DebBuilder().HardLink("./a", "../../etc/shadow"), "graft/path-escape"),
        ["hard link absolute"] = (() => new DebBuilder().HardLink("./a", "/etc/shadow"), "graft/path-escape"),
        ["hard link to nothing"] = (() => new DebBuilder().HardLink("./a", "./etc/shadow"), "graft/bad-link"),
        ["hard link to what comes later"] = (() => new DebBuilder().HardLink("./a", "./b").File("./b", "hostile"), "graft/bad-link"),
        ["hard link to a directory"] = (() => new DebBuilder().Directory("./d").HardLink("./a", "./d"), "graft/bad-link"),
        ["hard link to itself"] = (() => new DebBuilder().HardLink("./a", "./a"), "graft/bad-link"),
        ["through a link"] = (() => new DebBuilder().Symlink("./etc", "/etc").File("./etc/passwd", "hostile"), "graft/path-through-link"),
        ["directory through a link"] = (() => new DebBuilder().Symlink("./a", "..").Directory("./a/b"), "graft/path-through-link"),
        ["link through a link"] = (() => new DebBuilder().Symlink("./a", "..").Symlink("./a/b", "c"), "graft/path-through-link"),
        ["hard link through a link"] = (() => new DebBuilder().File("./f").Symlink("./a", "..").HardLink("./a/b", "f"), "graft/path-through-link"),
        ["hard link to what a link leads to"] = (() => new DebBuilder().Symlink("./a", "/etc").HardLink("./b", "./a/passwd"), "graft/bad-link"),
        ["through a file"] = (() => new DebBuilder().File("./a").File("./a/b", "hostile"), "graft/path-through-link"),
        ["twice"] = (() => new DebBuilder().File("./a", "one").File("./a", "hostile"), "graft/duplicate-entry"),
        ["twice below usr"] = (() => new DebBuilder().File("./bin/a", "one").File("./usr/bin/a", "hostile"), "graft/duplicate-entry"),
        ["twice, once to be executed"] = (() => new DebBuilder().File("./a", "hostile").File("./a", "hostile", 0x1ED), "graft/duplicate-entry"),
        ["file and link"] = (() => new DebBuilder().File("./a", "hostile").Symlink("./a", "b"), "graft/duplicate-entry"),
        ["link and file"] = (() => new DebBuilder().Symlink("./a", "b").File("./a", "hostile"), "graft/duplicate-entry"),
        ["two links"] = (() => new DebBuilder().Symlink("./a", "b").Symlink("./a", "c"), "graft/duplicate-entry"),
        ["directory and file"] = (() => new DebBuilder().Directory("./a").File("./a", "hostile"), "graft/duplicate-entry"),
        ["file and directory"] = (() => new DebBuilder().File("./a", "hostile").Directory("./a"), "graft/duplicate-entry"),
        ["link and directory"] = (() => new DebBuilder().Symlink("./a", "/").Directory("./a"), "graft/duplicate-entry"),
        ["hard link over a file"] = (() => new DebBuilder().File("./a", "one").File("./b", "two").HardLink("./b", "./a"), "graft/duplicate-entry"),
        ["top as a file"] = (() => new DebBuilder().Symlink(".", "x"), "graft/bad-path"),
        ["too deep"] = (() => new DebBuilder().File("./" + string.Concat(Enumerable.Repeat("d/", 200)) + "f"), "graft/bad-path"),
        ["too long a name"] = (() => new DebBuilder().File("./" + new string('n', 256)), "graft/bad-path"),
        ["no control file"] = (() => new DebBuilder("").Control("./x", ""), "graft/bad-package"),
        ["name that is a path"] = (() => new DebBuilder("Package: ../../x\nVersion: 1\nArchitecture: all\n"), "graft/bad-package"),
        ["name that climbs"] = (() => new DebBuilder("Package: ..\nVersion: 1\nArchitecture: all\n"), "graft/bad-package"),
        ["name twice"] = (() => new DebBuilder("Package: a\nPackage: b\nVersion: 1\nArchitecture: all\n"), "graft/bad-package"),
        ["no version"] = (() => new DebBuilder("Package: a\nArchitecture: all\n"), "graft/bad-package"),
        ["version with a line"] = (() => new DebBuilder("Package: a\nVersion: 1\n 2\nArchitecture: all\n"), "graft/bad-package"),
        ["control in a directory"] = (() => new DebBuilder().Control("./a/b", "x"), "graft/bad-package"),
        ["control twice"] = (() => new DebBuilder().Control("./control", "Package: b\n"), "graft/duplicate-entry"),
        ["not a package"] = (() => new DebBuilder { Outside = (_, _) => "hello"u8.ToArray() }, "content/archive-corrupt"),
        ["no members"] = (() => new DebBuilder { Outside = (_, _) => DebBuilder.Archive() }, "graft/bad-package"),
        ["another version"] = (() => Members(("debian-binary", "3.0\n")), "graft/bad-package"),
        ["no data"] = (() => Arranged((control, _) => [("control.tar", control)]), "graft/bad-package"),
        ["data first"] = (() => Arranged((control, data) => [("data.tar", data), ("control.tar", control)]), "graft/bad-package"),
        ["data twice"] = (() => Arranged((control, data) => [("control.tar", control), ("data.tar", data), ("data.tar", data)]), "graft/bad-package"),
        ["unknown compression"] = (() => Arranged((control, data) => [("control.tar", control), ("data.tar.bz2", data)]), "graft/bad-package"),
        ["compression that is another"] = (() => Arranged((control, data) => [("control.tar", control), ("data.tar.xz", data)]), "content/archive-format"),
        ["data cut"] = (() => Arranged((control, data) => [("control.tar", control), ("data.tar", data[..^1024])]), "content/archive-truncated"),
    };

    private static DebBuilder Arranged(Func<byte[], byte[], (string, byte[])[]> members) => new()
    {
        Outside = (control, data) => DebBuilder.Archive([("debian-binary", "2.0\n"u8.ToArray()), .. members(control, data)]),
    };

    private static DebBuilder Members(params (string Name, string Content)[] members) => new()
    {
        Outside = (_, _) => DebBuilder.Archive([.. members.Select(member => (member.Name, System.Text.Encoding.ASCII.GetBytes(member.Content)))]),
    };

    private static string Hash(string content) => Blake3.Hash(System.Text.Encoding.Latin1.GetBytes(content)).ToString();

    private GraftedPackage Unpack(PackageFile file, GraftUnpacker? unpacker = null) =>
        (unpacker ?? Unpacker()).Unpack(file, TestContext.Current.CancellationToken);

    private GraftUnpacker Unpacker() => new(fixture.Store, CleaningPolicy.Development);

    private List<string> Leaves(DebBuilder deb) => Leaves(Unpack(deb.Write(fixture.Path)));

    private List<string> Leaves(GraftedPackage package) => [.. fixture.Describe(package.Tree).Where(line => line[0] != 'd')];
}
