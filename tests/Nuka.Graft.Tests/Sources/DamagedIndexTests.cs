using Nuka.Graft.Sources;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Tests.Sources;

[Collection("signing")]
public sealed class DamagedIndexTests(SigningKeys keys) : IDisposable
{
    private readonly ArchiveFixture fixture = new();

    private string GoodSource => $"deb [signed-by={keys.Keyring("good")}] {fixture.Base} stable main\n";

    public void Dispose() => fixture.Dispose();

    [Theory]
    [InlineData("packages-1-*")]
    [InlineData("contents-1-*")]
    public async Task A_compiled_index_that_was_damaged_is_made_again_by_who_needs_it(string name)
    {
        NewArchive().Publish();
        await fixture.UpdateAsync(GoodSource);
        string index = Directory.GetFiles(Path.Combine(fixture.State, "indexes"), name).Single();
        byte[] whole = await File.ReadAllBytesAsync(index, TestContext.Current.CancellationToken);
        byte[] damaged = [.. whole];
        damaged[4096] ^= 1;
        await File.WriteAllBytesAsync(index, damaged, TestContext.Current.CancellationToken);
        fixture.IsOffline = true;
        Assert.Equal("graft/damaged-index", (await Assert.ThrowsAsync<NukaException>(AskAsync)).Problem.Code);
        fixture.IsOffline = false;
        Assert.Equal("one:amd64 1.0 one", await AskAsync());
        Assert.Contains(fixture.Progress.Notes, line => line.Contains("is damaged; it is made again", StringComparison.Ordinal));
        Assert.Equal(whole, await File.ReadAllBytesAsync(index, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_damaged_table_of_sources_is_made_again_by_who_needs_it()
    {
        NewArchive().Publish();
        await fixture.UpdateAsync(GoodSource);
        await File.WriteAllTextAsync(Path.Combine(fixture.State, "state.json"), "{ not json", TestContext.Current.CancellationToken);
        Assert.Equal("one:amd64 1.0 one", await AskAsync());
        Assert.Contains(fixture.Progress.Notes, line => line.Contains("as if for the first time", StringComparison.Ordinal));
    }

    [Fact]
    public void A_damaged_table_of_sources_is_named()
    {
        Directory.CreateDirectory(fixture.State);
        File.WriteAllText(Path.Combine(fixture.State, "state.json"), "{ not json");
        Assert.Equal("graft/damaged-index", Assert.Throws<NukaException>(() => fixture.Archive.Open()).Problem.Code);
        File.Delete(Path.Combine(fixture.State, "state.json"));
        Assert.Equal("graft/no-index", Assert.Throws<NukaException>(() => fixture.Archive.Open()).Problem.Code);
    }

    private Task<string> AskAsync() => fixture.Archive.MendingAsync(
        fixture.ReadSources,
        () =>
        {
            using ArchiveCatalogue catalogue = fixture.Archive.Open();
            return Task.FromResult($"{catalogue.Packages.Find("one").Single()} {catalogue.Contents.FindProgram("one").Single().Package}");
        },
        TestContext.Current.CancellationToken);

    private TestArchive NewArchive() => new(fixture.ArchiveRoot, keys);
}
