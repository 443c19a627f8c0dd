using Nuka.Graft.Sources;
using Nuka.Platform.Errors;
using Nuka.Platform.State;

namespace Nuka.Graft.Tests.Sources;

[Collection("signing")]
public sealed class OwnSourcesTests(SigningKeys keys) : IDisposable
{
    private readonly ArchiveFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Theory]
    [InlineData("good")]
    [InlineData("good.asc")]
    public async Task A_source_that_was_added_is_read_checked_by_its_own_keyring_and_used(string keyring)
    {
        new TestArchive(fixture.ArchiveRoot, keys).Publish();
        Own.Add(new NewSource("ours", fixture.Base, "stable", ["main"], keys.Keyring(keyring)), "amd64");
        SourceList sources = Read();
        Assert.True(Assert.Single(sources.Entries).IsOwn);
        await fixture.Archive.UpdateAllAsync(sources, TestContext.Current.CancellationToken);
        using ArchiveCatalogue catalogue = fixture.Archive.Open();
        Assert.Single(catalogue.Packages.Find("one"));
        Own.Remove("ours");
        Assert.Empty(Read().Entries);
        Assert.Empty(Directory.GetFiles(Path.Combine(fixture.State, "keyrings")));
    }

    [Fact]
    public async Task The_state_directory_may_be_moved()
    {
        new TestArchive(fixture.ArchiveRoot, keys).Publish();
        Own.Add(new NewSource("ours", fixture.Base, "stable", ["main"], keys.Keyring("good")), "amd64");
        string moved = $"{fixture.State}-moved";
        Directory.Move(fixture.State, moved);
        SourceList sources = SourceList.Read(new SourceListSettings { OwnDirectory = Path.Combine(moved, "sources"), Architectures = ["amd64"] });
        Assert.True((await fixture.Archive.UpdateAllAsync(sources, TestContext.Current.CancellationToken)).IsComplete);
    }

    [Fact]
    public void A_name_is_given_once_and_only_what_was_added_is_removed()
    {
        NewSource source = new("ours", "http://a.example/debian", "stable", ["main"], keys.Keyring("good"));
        Own.Add(source, "amd64");
        Assert.Equal("graft/source-exists", Fail(() => Own.Add(source, "amd64")).Code);
        Assert.Equal("graft/unknown-source", Fail(() => Own.Remove("theirs")).Code);
        Assert.Equal("graft/unknown-source", Fail(() => Own.Remove("../sources/ours")).Code);
        Assert.Equal(["ours"], Own.Names);
    }

    [Theory]
    [InlineData("a/b", "http://a.example/d", "stable", "main", "graft/bad-source")]
    [InlineData("", "http://a.example/d", "stable", "main", "graft/bad-source")]
    [InlineData("a", "ftp://a.example/d", "stable", "main", "graft/bad-source")]
    [InlineData("a", "http://a.example/d", "stable", "", "graft/bad-source")]
    [InlineData("a", "http://a.example/d", "flat/", "main", "graft/bad-source")]
    [InlineData("a", "http://a.example/d\nTrusted: yes", "stable", "main", "graft/bad-source")]
    [InlineData("a", "http://a.example/d", "stable", "main\nTrusted:", "graft/bad-source")]
    public void What_cannot_be_a_source_is_refused_and_nothing_is_written(string name, string uri, string suite, string component, string code)
    {
        Assert.Equal(code, Fail(() => Own.Add(new NewSource(name, uri, suite, [component], keys.Keyring("good")), "amd64")).Code);
        Assert.Empty(Own.Names);
    }

    [Fact]
    public void A_file_that_is_no_keyring_is_refused()
    {
        string path = Path.Combine(fixture.Apt, "not-a-keyring");
        Assert.Equal("graft/no-keyring", Fail(() => Own.Check(new NewSource("a", "http://a.example/d", "s", ["main"], path), "amd64")).Code);
        foreach (string text in (string[])["", "hello", "-----BEGIN PGP PRIVATE KEY BLOCK-----\n"])
        {
            File.WriteAllText(path, text);
            Assert.Equal("graft/no-keyring", Fail(() => Own.Check(new NewSource("a", "http://a.example/d", "s", ["main"], path), "amd64")).Code);
        }
    }

    private OwnSources Own => new(new StateDirectory(Path.GetDirectoryName(fixture.State)!));

    private static Problem Fail(Action act) => Assert.Throws<NukaException>(act).Problem;

    private SourceList Read() => SourceList.Read(new SourceListSettings { OwnDirectory = Path.Combine(fixture.State, "sources"), Architectures = ["amd64"] });
}
