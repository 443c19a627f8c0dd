using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Graft.Cleaning;
using Nuka.Graft.Npm;
using Nuka.Graft.Tests.Unpack;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Tests.Npm;

[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class NpmUnpackerTests : IDisposable
{
    private readonly StoreFixture fixture = new();

    public void Dispose() => fixture.Dispose();

    [Theory]
    [InlineData("""{ "name": "@x/tool", "bin": "./cli.js" }""", "usr/bin/tool")]
    [InlineData("""{ "name": "tool", "bin": { "one": "cli.js", "two": "lib/../../out", "a/b": "cli.js", "..": "cli.js", "three": "/cli.js", "four": "a\u0000b", "five": 1 } }""", "usr/bin/one")]
    [InlineData("""{ "name": "tool", "bin": ["cli.js"] }""", "")]
    [InlineData("""{ "name": "tool" }""", "")]
    public void What_a_package_calls_its_programs_is_linked_if_it_lies_in_it(string description, string linked)
    {
        Digest tree = Unpack(description);
        Assert.Equal(linked, string.Join(' ', fixture.Names(tree).Where(name => name.StartsWith("usr/bin/", StringComparison.Ordinal))));
        Assert.Contains("usr/lib/node_modules/tool/cli.js", fixture.Names(tree));
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("1")]
    [InlineData("""{ "name": 1, "bin": "cli.js" }""")]
    [InlineData("""{ "name": null, "bin": "cli.js" }""")]
    [InlineData("""{ "name": "tool", "bin": "\ud800" }""")]
    [InlineData("""{ "name": "tool", "bin": { "\udc00": "cli.js" } }""")]
    public void A_description_that_is_none_is_refused(string description) =>
        Assert.Equal("graft/bad-package", Assert.Throws<NukaException>(() => Unpack(description)).Problem.Code);

    private Digest Unpack(string description)
    {
        string file = Path.Combine(fixture.Path, "tool.tgz");
        using (FileStream stream = File.Create(file))
        using (GZipStream packed = new(stream, CompressionLevel.Fastest))
        using (TarWriter tar = new(packed))
        {
            Write(tar, "package/package.json", description);
            Write(tar, "package/cli.js", "#!/usr/bin/env node\n");
        }

        return new NpmUnpacker(fixture.Store, CleaningPolicy.Development).Unpack(
            file, SHA256.HashData(File.ReadAllBytes(file)), NpmUnpacker.ModulesPrefix + "tool", TestContext.Current.CancellationToken);
    }

    private static void Write(TarWriter tar, string path, string text) =>
        tar.WriteEntry(new UstarTarEntry(System.Formats.Tar.TarEntryType.RegularFile, path) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(text)) });
}
