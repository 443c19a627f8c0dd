using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Nuka.Graft.Index;
using Nuka.Graft.Sources;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Tests.Index;

public sealed class PackageIndexTests : IDisposable
{
    private const string Digest = "3a2118df47bf3f04285649f0455c2fc6fe2dc7f0b237073038aa00af41f0d5f2";

    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void Every_field_that_is_kept_reads_back()
    {
        using PackageIndex index = Open($"""
            Package: libfoo1
            Source: foo (1.0-1)
            Version: 1:1.0-1+b1
            Installed-Size: 12
            Architecture: amd64
            Multi-Arch: same
            Essential: yes
            protected: yes
            Priority: required
            Depends: libc6 (>= 2.34),
             libbar | libbaz:any
            Pre-Depends: dpkg
            Recommends: r
            Conflicts: c
            Breaks: b (<< 2)
            Replaces: p
            Provides: virtual-foo, libfoo (= 1.0), odd:any (= 3)
            Description: short words
             long words
             .
             more
            Homepage: https://foo.example/
            Section: libs
            Filename: pool/f/foo.deb
            Size: 4321
            SHA256: {Digest}

            """);
        PackageRecord found = Assert.Single(index.Find("libfoo1"));
        Assert.Equal("libfoo1:amd64 1:1.0-1+b1", found.ToString());
        Assert.Equal(("foo", "libs", "short words", "https://foo.example/"), (found.SourceName, found.Section, found.Description, found.Homepage));
        Assert.Equal("libc6 (>= 2.34),  libbar | libbaz:any", found.Depends);
        Assert.Equal(("dpkg", "r", "c", "b (<< 2)", "p"), (found.PreDepends, found.Recommends, found.Conflicts, found.Breaks, found.Replaces));
        Assert.Equal((MultiArch.Same, true, true, PackagePriority.Required), (found.MultiArch, found.IsEssential, found.IsProtected, found.Priority));
        Assert.Equal((4321, 12 * 1024, Digest, "pool/f/foo.deb"), (found.SizeBytes, found.InstalledSizeBytes, found.Sha256, found.FileName));
        Assert.Equal("1.0", Assert.Single(index.FindProviders("libfoo")).Version);
        Assert.Equal("3", Assert.Single(index.FindProviders("odd")).Version);
        Assert.Null(Assert.Single(index.FindProviders("virtual-foo")).Version);
        Assert.Empty(index.FindProviders("libfoo1"));
        Assert.Equal(found, Assert.Single(index.FindBySha256(Digest)));
        Assert.Empty(index.FindBySha256(new string('0', 64)));
    }

    [Fact]
    public void All_versions_of_a_name_are_found_in_the_order_of_the_archive()
    {
        using PackageIndex index = Open(Stanza("b", "2") + "\n\n\n" + Stanza("a", "1") + "\n" + Stanza("b", "10") + "\n" + Stanza("b", "9", "all"));
        Assert.Equal(["b:amd64 2", "b:amd64 10", "b:all 9"], index.Find("b").Select(found => found.ToString()));
        Assert.Equal(["a:amd64 1", "b:amd64 2", "b:amd64 10", "b:all 9"], index.All().Select(found => found.ToString()));
        Assert.Empty(index.Find("c"));
        Assert.False(index.Contains(""));
        Assert.True(index.Contains("a"));
    }

    [Fact]
    public void An_index_of_any_names_finds_each_of_them_and_nothing_else()
    {
        Gen<string> name = Gen.Choose('a', 'f').Select(code => (char)code).NonEmptyListOf().Select(list => new string([.. list.Take(3)]));
        Prop.ForAll(name.ListOf().ToArbitrary(), name.ToArbitrary(), (names, other) =>
        {
            using PackageIndex index = Open(string.Join("\n", names.Select(value => Stanza(value, "1"))));
            return index.Count == names.Count
                && names.All(value => index.Find(value).Count == names.Count(same => same == value))
                && index.Contains(other) == names.Contains(other)
                && index.All().Select(found => found.Name).SequenceEqual(names.Order(StringComparer.Ordinal));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_names_from_any_prefix_are_those_that_begin_with_it_each_once()
    {
        Gen<string> name = Gen.Choose('a', 'd').Select(code => (char)code).NonEmptyListOf().Select(list => new string([.. list.Take(4)]));
        Prop.ForAll(name.ListOf().ToArbitrary(), name.ListOf().ToArbitrary(), name.ToArbitrary(), (names, others, word) =>
        {
            Build(string.Join("\n", names.Select(value => Stanza(value, "1"))), out string first);
            Build(string.Join("\n", others.Select(value => Stanza(value, "2"))), out string second, "second.index");
            using PackageIndex index = OpenFile(first, second);
            return Enumerable.Range(0, word.Length + 1).All(length => index.NamesFrom(word[..length]).SequenceEqual(
                names.Concat(others).Distinct().Where(value => value.StartsWith(word[..length], StringComparison.Ordinal)).Order(StringComparer.Ordinal)));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("SHA256: " + Digest, "SHA256: 12", "SHA256")]
    [InlineData("SHA256: " + Digest, "MD5sum: 12", "SHA256")]
    [InlineData("Size: 1", "Size: x", "Size")]
    [InlineData("Filename: pool/a.deb", "Filename: ../../a.deb", "Filename")]
    [InlineData("Filename: pool/a.deb", "Filename: /etc/passwd", "Filename")]
    [InlineData("Filename: pool/a.deb", "Filename: pool/a.deb?x", "Filename")]
    [InlineData("Package: a", "Package: a b", "Package")]
    [InlineData("Package: a", "Package: ../a", "Package")]
    [InlineData("Version: 1", "Version: 1/2", "Version")]
    [InlineData("Architecture: amd64", "Section: x", "Architecture")]
    public void A_stanza_that_nothing_can_be_fetched_by_is_left_out_and_named(string good, string bad, string field)
    {
        PackageIndexSummary summary = Build((Stanza("a", "1") + "\n" + Stanza("b", "1")).Replace(good, bad, StringComparison.Ordinal)
            .Replace("Package: b", "Package: good", StringComparison.Ordinal), out _);
        Assert.Contains(field, summary.Notices[0], StringComparison.Ordinal);
        Assert.True(summary.SkippedCount >= 1);
    }

    [Fact]
    public void A_text_that_is_not_made_of_fields_is_refused()
    {
        NukaException error = Assert.Throws<NukaException>(() => Build("<html>404</html>\n", out _));
        Assert.Equal("graft/bad-index", error.Problem.Code);
        Assert.Empty(Directory.GetFiles(directory.Path));
    }

    [Fact]
    public void A_stanza_without_end_is_refused_by_its_size()
    {
        NukaException error = Assert.Throws<NukaException>(() => Build("Package: " + new string('a', 3 << 20), out _));
        Assert.Equal("graft/index-too-large", error.Problem.Code);
    }

    [Fact]
    public void Any_changed_bit_of_a_compiled_index_is_noticed_when_it_is_read()
    {
        Build(string.Join("\n", Enumerable.Range(0, 200).Select(number => Stanza($"name{number}", "1"))), out string path);
        byte[] whole = File.ReadAllBytes(path);
        Random random = new(7);
        for (int round = 0; round < 200; round++)
        {
            byte[] damaged = [.. whole];
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, damaged);
            NukaException error = Assert.Throws<NukaException>(() =>
            {
                using PackageIndex index = OpenFile(path);
                foreach (PackageRecord found in index.All())
                {
                    index.Find(found.Name);
                }

                ReadWhole(path);
            });
            Assert.Equal("graft/damaged-index", error.Problem.Code);
        }
    }

    [Fact]
    public void A_shortened_index_is_refused()
    {
        Build(Stanza("a", "1"), out string path);
        byte[] whole = File.ReadAllBytes(path);
        for (int length = 0; length < whole.Length; length += 97)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Equal("graft/damaged-index", Assert.Throws<NukaException>(() => OpenFile(path)).Problem.Code);
        }
    }

    [Fact]
    public void A_record_of_a_closed_index_is_refused_and_reads_no_memory()
    {
        PackageIndex index = Open(Stanza("a", "1"));
        PackageRecord found = index.Find("a")[0];
        index.Dispose();
        Assert.Throws<ObjectDisposedException>(() => found.Name);
    }

    private static string Stanza(string name, string version, string architecture = "amd64") => $"""
        Package: {name}
        Version: {version}
        Architecture: {architecture}
        Provides: v
        Filename: pool/a.deb
        Size: 1
        SHA256: {Digest}

        """;

    private static PackageIndex OpenFile(params string[] paths)
    {
        CompiledIndex[] compiled = [.. paths.Select(path => new CompiledIndex("main", "amd64", Path.GetFileName(path), 0))];
        return PackageIndex.Open(
            Path.GetDirectoryName(paths[0])!,
            [new ReleaseState { Uri = "u", Suite = "s", ReleaseSha256 = Digest, SignedByKey = "k", Packages = [.. compiled] }]);
    }

    /// <summary>Reads every byte of every section, as the looks-ups together would.</summary>
    private static void ReadWhole(string path)
    {
        using IndexFile file = IndexFile.Open(path, PackageIndexFile.Magic, 6);
        for (int section = 0; section < 6; section++)
        {
            file.Read(section, 0, (int)file.SectionLength(section));
        }
    }

    private PackageIndexSummary Build(string text, out string path, string name = "test.index")
    {
        path = directory.File(name);
        using MemoryStream stream = new(Encoding.UTF8.GetBytes(text));
        return PackageIndexBuilder.Build(stream, path, TestContext.Current.CancellationToken);
    }

    private PackageIndex Open(string text)
    {
        Build(text, out string path);
        return OpenFile(path);
    }
}
