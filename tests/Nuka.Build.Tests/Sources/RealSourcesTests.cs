using Nuka.Build.Sources;
using Nuka.Content.Hashing;
using Nuka.Content.Tests.Archives;
using Nuka.Graft.Sources;

namespace Nuka.Build.Tests.Sources;

/// <summary>Sources of real programs from the archives that this machine is configured for: what we unpack is what tar unpacks.</summary>
[Trait("tier", "full")]
public sealed class RealSourcesTests : IDisposable
{
    private readonly SourceBench bench = new();

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData("pool/main/h/haskell-primitive/haskell-primitive_0.7.3.0.orig.tar.gz", "3c0cfda67f1ee6f7f65108ad6f973b5bbb35ddba34b3c87746a7448f787501dc")]
    [InlineData("pool/main/b/bzip2/bzip2_1.0.8.orig.tar.gz", "ab5a03176ee106d3f0fa90e381da478ddae405918153cca248e682cd0c4a2269")]
    [InlineData("pool/main/f/freetype/freetype_2.12.1+dfsg.orig-ft2demos.tar.xz", "ce729d97f166a919a6a3037c949af01d5d6e1783614024d72683153f0bc5ef05")]
    [InlineData("pool/main/g/gmp/gmp_6.2.1+dfsg1.orig.tar.xz", "471b9e463e04362a0124f215afc5f0a4b99caedeeb62634c61bbc12988efa64c")]
    [InlineData("pool/main/j/jq/jq_1.6.orig.tar.gz", "3ba940b97571c866923f0409678033d33b5a98758dfc174fad8397ed908bc4d9")]
    [InlineData("pool/main/l/lua5.4/lua5.4_5.4.4.orig.tar.gz", "164c7849653b80ae67bec4b7473b884bf5cc8d2dca05653475ec2ed27b9ebf61")]
    [InlineData("pool/main/m/make-dfsg/make-dfsg_4.3.orig.tar.gz", "be4c17542578824e745f83bcd2a9ba264206187247cb6a5f5df99b0a9d1f9047")]
    [InlineData("pool/main/n/ncurses/ncurses_6.4.orig.tar.gz", "6931283d9ac87c5073f30b6290c4c75f21632bb4fc3603ac8100812bed248159")]
    [InlineData("pool/main/r/redis/redis_7.0.15.orig.tar.gz", "4b1dc4ee6d622a09fff9c6777191209750fb5e5a725ef78ea012d6eef4c22982")]
    [InlineData("pool/main/r/rust-ripgrep/rust-ripgrep_13.0.0.orig.tar.gz", "f37c9d2c2bc7e00bd2653e13771397b94e452583da9b9494eabef627618d64bf")]
    [InlineData("pool/main/s/sed/sed_4.9.orig.tar.xz", "6e226b732e1cd739464ad6862bd1a1aba42d7982922da7a53519631d24975181")]
    [InlineData("pool/main/t/tmux/tmux_3.3a.orig.tar.gz", "e4fd347843bd0772c4f48d6dde625b0b109b7a380ff15db21e97c11a4dcdf93f")]
    [InlineData("pool/main/x/xz-utils/xz-utils_5.4.1.orig.tar.xz", "5d9827aa1875b21c288f78864bb26d2650b436ea8d2cad364e4921eb6266a5a5")]
    [InlineData("pool/main/z/zlib/zlib_1.2.13.dfsg.orig.tar.bz2", "71feb7947e3c00ef125f83b79a4e529bde31171e5babe48b391f06758d1ab0a1")]
    public async Task What_is_unpacked_is_what_tar_unpacks(string path, string sha256)
    {
        SourceList machine = SourceList.Read(new SourceListSettings { AptDirectory = "/etc/apt", Architectures = ["amd64"] });
        Assert.SkipWhen(machine.Entries.IsEmpty, "this machine has no archives of Debian");
        SourceFetcher fetcher = bench.Fetcher(options => options with { DebianSources = new Lazy<SourceList>(machine) });
        Digest tree = (await fetcher.GetAsync(SourceBench.Package(SourceBench.Fetched(sha256, "", $"debian:{path}")), TestContext.Current.CancellationToken))[0].Tree;
        string unpacked = Directory.CreateDirectory(bench.File("unpacked")).FullName;
        ForeignTool.Run(unpacked, "tar", ["--no-same-owner", "-xf", Path.Combine(bench.File(bench.Downloads), "sha256", sha256)]);
        string[] entries = Directory.GetFileSystemEntries(unpacked);
        string top = entries.Length == 1 && Directory.Exists(entries[0]) ? entries[0] : unpacked;
        Assert.Equal(bench.Store.Store.ImportDirectory(top, null, TestContext.Current.CancellationToken).Digest, tree);
    }
}
