using Nuka.Content.Tests.Archives;
using Nuka.Platform.Errors;

namespace Nuka.Build.Tests.Sources;

/// <summary>What only Cargo's locks have: their crates are unpacked.</summary>
public sealed class CargoLockTests : IDisposable
{
    private readonly SourceBench bench = new();

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData("left-1.0.0/../../x", '0', "", "'..'")]
    [InlineData("other-1.0.0/x", '0', "", "does not lie in 'left-1.0.0'")]
    [InlineData("left-1.0.00/x", '0', "", "does not lie in 'left-1.0.0'")]
    [InlineData("/x", '0', "", "absolute")]
    [InlineData("left-1.0.0/l", '2', "../../x", "climbs out")]
    [InlineData("left-1.0.0/h", '1', "right-1.0.0/Cargo.toml", "does not lie in")]
    [InlineData("left-1.0.0/null", '3', "", "a device")]
    [InlineData("left-1.0.0/Cargo.toml", '0', "", "twice")]
    [Trait("tier", "sample")]
    public async Task A_crate_that_leaves_its_directory_is_refused(string path, char kind, string target, string reason)
    {
        byte[] crate = CargoLockCase.Crate("left", "1.0.0", tar => tar.Add(path, kind, target: target));
        bench.CargoIndexes = [$"{bench.Server.Address}/index"];
        bench.Write("served/index/config.json", "{\"dl\": \"" + bench.Server.Address + "/crates\"}");
        bench.Write("served/crates/left/1.0.0/download", crate);
        Problem problem = await bench.Refusal(
            bench.Locked(CargoLockCase.Of(CargoLockCase.Entry("left", "1.0.0", CargoLockCase.Own, CargoLockCase.Sha256(crate))), "Cargo.lock", "cargo"));
        Assert.Equal("build/bad-archive", problem.Code);
        Assert.Contains(reason, problem.Message, StringComparison.Ordinal);
        Assert.Contains("left 1.0.0", problem.Reasons[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{lowerprefix}/{crate}-{version}.crate", "served/crates/le/ft/Left-1.0.0.crate")]
    [InlineData("{prefix}/{crate}/{sha256-checksum}", "served/crates/Le/ft/Left/SUM")]
    public async Task A_registry_says_where_its_crates_lie(string template, string place)
    {
        byte[] crate = CargoLockCase.Crate("Left", "1.0.0");
        bench.CargoIndexes = [$"{bench.Server.Address}/index"];
        bench.Write("served/index/config.json", "{\"dl\": \"" + bench.Server.Address + "/crates/" + template + "\"}");
        bench.Write(place.Replace("SUM", CargoLockCase.Sha256(crate), StringComparison.Ordinal), crate);
        string text = CargoLockCase.Of(CargoLockCase.Entry("Left", "1.0.0", CargoLockCase.Own, CargoLockCase.Sha256(crate)));
        Content.Hashing.Digest tree = (await bench.Fetcher().GetAsync(SourceBench.Package(bench.Locked(text, "Cargo.lock", "cargo")), TestContext.Current.CancellationToken))[0].Tree;
        Assert.Contains("vendor/Left-1.0.0/Cargo.toml", bench.Store.Names(tree));
    }
}
