using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Nuka.Build.Outputs.Normal;
using Nuka.Platform.Errors;

namespace Nuka.Build.Tests.Outputs;

public sealed class OutputNormaliserTests : OutputFixture
{
    [Fact]
    public void Archives_come_out_as_ar_makes_them_without_times_and_owners()
    {
        string[] objects = [.. ((string[])["a.o", "a_member_with_a_very_long_name.o", "c.o"]).Select(name =>
            Compile("objects", name, $"int f_{name[0]}{name.Length}(void) {{ return 1; }}", "-c"))];
        string library = Path.Combine(Root("out"), "usr/lib/libx.a");
        Directory.CreateDirectory(Path.GetDirectoryName(library)!);
        Demand("ar", ["rcsU", library, .. objects]);
        Demand("ar", ["rcsD", Path.Combine(Place, "expected.a"), .. objects]);
        byte[] expected = File.ReadAllBytes(Path.Combine(Place, "expected.a"));
        Assert.NotEqual(expected, File.ReadAllBytes(library));
        Assert.Equal(["usr/lib/libx.a"], Normalise().Select(notice => notice.File));
        Assert.Equal(expected, File.ReadAllBytes(library));
        Assert.Empty(Normalise());
    }

    [Fact]
    public void An_archive_that_only_names_its_members_is_refused()
    {
        string member = Compile("objects", "a.o", "int f(void) { return 1; }", "-c");
        Put("out", "usr/lib/x", "");
        Demand("ar", "rcT", Path.Combine(Root("out"), "usr/lib/libx.a"), member);
        Assert.Equal("build/thin-archive", Refused(() => Normalise()).Code);
    }

    [Fact]
    public void Whatever_an_archive_claims_nothing_but_fields_of_headers_changes()
    {
        Gen<(string Name, string Size, byte[] Body)> member = from name in Gen.Elements("a.o/", "/", "//", "/0", "#1/20", "")
                                                              from size in Gen.Elements("4", "5", "0", "-1", "99999999999999999999", "x", "9999", "")
                                                              from body in Gen.Elements<byte[]>([1, 2, 3, 4], [1, 2, 3, 4, 5, 10], [])
                                                              select (name, size, body);
        string file = Put("out", "usr/lib/x.a", "");
        Prop.ForAll(member.ListOf(3).ToArbitrary(), members =>
        {
            List<byte> content = [.. "!<arch>\n"u8];
            foreach ((string name, string size, byte[] body) in members)
            {
                content.AddRange(Encoding.ASCII.GetBytes($"{name,-16}{"1234567",-12}{"1000",-6}{"1000",-6}{"100755",-8}{size,-10}`\n".PadRight(60)[..60]));
                content.AddRange(body);
            }

            File.WriteAllBytes(file, [.. content]);
            Normalise();
            byte[] after = File.ReadAllBytes(file);
            byte[] once = [.. after];
            Normalise();
            return after.Length == content.Count && once.AsSpan().SequenceEqual(File.ReadAllBytes(file));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Manuals_lose_the_time_in_their_header_and_stay_readable()
    {
        string page = Put("out", "usr/share/man/man1/x.1", ".TH x\n");
        Put("out", "usr/share/x/data", "data");
        Demand("gzip", "-N", page);
        Demand("gzip", "-N", Path.Combine(Root("out"), "usr/share/x/data"));
        byte[] data = File.ReadAllBytes(Path.Combine(Root("out"), "usr/share/x/data.gz"));
        Assert.Equal(["usr/share/man/man1/x.1.gz"], Normalise().Select(notice => notice.File));
        Assert.Equal(0u, BinaryPrimitives.ReadUInt32LittleEndian(File.ReadAllBytes(page + ".gz").AsSpan(4)));
        Assert.Equal(".TH x\n", Demand("gzip", "-dc", page + ".gz"));
        Assert.Equal(data, File.ReadAllBytes(Path.Combine(Root("out"), "usr/share/x/data.gz")));
        Assert.Empty(Normalise());
    }

    [Fact]
    public void Compiled_python_is_valid_for_a_source_of_the_time_of_trees()
    {
        string source = Put("out", "usr/lib/python3/m.py", "print('source')\n");
        string Compiled(string mode) =>
            Demand("python3", "-c", $"import py_compile; print(py_compile.compile('{source}', invalidation_mode=py_compile.PycInvalidationMode.{mode}), end='')");
        string timed = Compiled("TIMESTAMP");
        string hashed = Path.Combine(Root("out"), "usr/lib/python3/hashed.pyc");
        File.Copy(timed, timed + ".kept");
        File.Move(Compiled("CHECKED_HASH"), hashed);
        File.Move(timed + ".kept", timed);
        byte[] before = File.ReadAllBytes(hashed);
        Assert.Equal([Path.GetRelativePath(Root("out"), timed)], Normalise().Select(notice => notice.File));
        Assert.Equal(before, File.ReadAllBytes(hashed));
        Demand("touch", "-d", "1980-01-02T00:00:00Z", source);

        // Python reads the compiled file if it believes it: then it says so.
        string said = Demand("python3", "-v", "-c", $"import sys; sys.path.insert(0, '{Path.GetDirectoryName(source)}'); import m");
        Assert.Contains("matches", said.Split('\n').First(line => line.Contains("m.cpython", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Empty(Normalise());
    }

    [Fact]
    public void What_has_no_place_in_a_tree_is_removed()
    {
        Put("out", "usr/lib/libx.la", "# libx.la - a libtool library file\n# Generated by libtool\ndlname=''\n");
        Put("out", "usr/lib/other.la", "no file of libtool");
        Put("out", "usr/share/info/dir", "list");
        foreach ((string link, string target) in (ReadOnlySpan<(string, string)>)[("liba.la", "libx.la"), ("liby.la", "libx.la"), ("kept.la", "other.la"), ("far.la", "../x.la")])
        {
            File.CreateSymbolicLink(Path.Combine(Root("out"), "usr/lib", link), target);
        }

        Assert.Equal(["usr/lib/liba.la", "usr/lib/libx.la", "usr/lib/liby.la", "usr/share/info/dir", "usr/share/info"], Normalise().Select(notice => notice.File));
        Assert.Equal("other.la", Demand("find", Root("out"), "-type", "f", "-printf", "%f"));
        Assert.Equal("far.la|kept.la|", Demand("sh", "-c", $"cd '{Root("out")}'/usr/lib; find -type l -printf '%f|'"));
        Assert.False(Directory.Exists(Path.Combine(Root("out"), "usr/share/info")));
        Put("out", "usr/share/info/x.info", "manual");
        Assert.Empty(Normalise());
    }

    [Theory]
    [InlineData("mkdir -p bin && touch bin/x", "build/outside-prefix", "out: /bin")]
    [InlineData("mkdir -p opt/x", "build/outside-prefix", "out: /opt")]
    [InlineData("ln -s usr/bin bin", "build/outside-prefix", "out: /bin")]
    [InlineData("touch usr", "build/outside-prefix", "out: /usr")]
    [InlineData("ln -s /usr etc", "build/outside-prefix", "out: /etc")]
    [InlineData("mkdir -p usr/local/bin", "build/outside-prefix", "out: /usr/local")]
    [InlineData("mkdir -p usr/bin && mkfifo usr/bin/x", "build/odd-file", "out: /usr/bin/x is a device, a pipe or a socket")]
    [InlineData("mkdir -p var/run && mknod var/run/x c 1 3", "build/odd-file", "out: /var/run/x is a device, a pipe or a socket")]
    public void What_a_package_must_not_bring_is_refused_by_its_path(string make, string code, string reason)
    {
        Demand("sh", "-c", $"cd '{Root("out")}' && {make}");
        Problem refused = Refused(() => Normalise());
        Assert.Equal((code, reason), (refused.Code, refused.Reasons.First()));
    }

    [Fact]
    public void Rights_are_made_so_that_the_rest_can_be_done()
    {
        string file = Put("out", "usr/bin/x", "x", executable: true);
        string secret = Put("out", "usr/share/closed/y", "y");
        Demand("chmod", "6511", file);
        Demand("chmod", "0", secret, Path.GetDirectoryName(secret)!, Root("out"));
        ImmutableArray<OutputNotice> notices = Normalise();
        Assert.Equal(["out: usr/bin/x lost its right to run as its owner or group: no tree keeps it"], notices.Select(notice => notice.ToString()));
        Assert.Equal("711 600 755 755", string.Join(' ', Demand("stat", "-c", "%a", file, secret, Path.GetDirectoryName(secret)!, Root("out"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Empty(Normalise());
    }

    [Fact]
    public void Nothing_is_changed_through_a_link()
    {
        string outside = Put("elsewhere", "x.a", "!<arch>\n" + $"{"a/",-16}{"1234567",-12}{"1000",-6}{"1000",-6}{"100755",-8}{"0",-10}`\n");
        byte[] before = File.ReadAllBytes(outside);
        Link("out", "usr/lib/x.a", outside);
        Link("out", "usr/lib/y", Root("elsewhere"));
        Assert.Empty(Normalise());
        Assert.Equal(before, File.ReadAllBytes(outside));
    }

    [Fact]
    [Trait("tier", "sample")]
    public void Directories_without_end_are_refused()
    {
        Put("out", "usr/x", "");
        Demand("python3", "-c", $"import os\nos.chdir('{Root("out")}/usr')\nfor _ in range(2100):\n  os.mkdir('d'); os.chdir('d')");
        Problem refused = Refused(() => Normalise());
        Assert.Equal("build/unreadable-output", refused.Code);
        Assert.Contains("d/d/d", refused.Reasons.Single(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_that_is_no_directory_is_refused()
    {
        Directory.Delete(Root("out"));
        Assert.Equal("build/unreadable-output", Refused(() => OutputNormaliser.Run([new("out", Path.Combine(Place, "out"))], default)).Code);
    }

    private ImmutableArray<OutputNotice> Normalise() => OutputNormaliser.Run([Output()], TestContext.Current.CancellationToken);
}
