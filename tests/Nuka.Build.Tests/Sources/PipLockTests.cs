using Nuka.Build.Sources;
using Nuka.Platform.Errors;

namespace Nuka.Build.Tests.Sources;

/// <summary>What only pip's locks have.</summary>
public sealed class PipLockTests : IDisposable
{
    private const string Zeros = "0000000000000000000000000000000000000000000000000000000000000000";

    private readonly SourceBench bench = new();

    public void Dispose() => bench.Dispose();

    [Theory]
    [InlineData("a-1.0.tar.gz", true)]
    [InlineData("a-1.0.zip", true)]
    [InlineData("a-1.0-py3-none-any.whl", true)]
    [InlineData("a-1.0-py2.py3-none-any.whl", true)]
    [InlineData("a-1.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", true)]
    [InlineData("a-1.0-1-cp311-abi3-linux_x86_64.whl", true)]
    [InlineData("a-1.0-cp311-cp311-manylinux_2_17_aarch64.whl", false)]
    [InlineData("a-1.0-cp311-cp311-musllinux_1_1_x86_64.whl", false)]
    [InlineData("a-1.0-cp311-cp311-macosx_11_0_x86_64.whl", false)]
    [InlineData("a-1.0-cp311-cp311-win_amd64.whl", false)]
    [InlineData("a-1.0-pp39-pypy39_pp73-manylinux_2_17_x86_64.whl", false)]
    [InlineData("a-1.0.whl", false)]
    [Trait("tier", "sample")]
    public void A_wheels_name_says_what_it_is_for(string file, bool isFor) => Assert.Equal(isFor, PipLock.IsFor(file, "linux/x86_64"));

    [Fact]
    public void Requirements_are_read_as_pip_writes_them()
    {
        string text = $"\uFEFF# comment\r\n-i https://a.example/simple\r\nIdna[a,b]==3.4 ; sys_platform == 'win32' \\\r\n  --hash=sha256:{Zeros} \\\n  --hash=sha512:00\n\nb_c===1!2.0+local --hash=sha256:{Zeros} # why";
        PipRequirement[] all = [.. new PipRequirementsReader(Lock(text)).Read()];
        Assert.Equal(["Idna", "b_c"], all.Select(one => one.Name));
        Assert.Equal(["3.4", "1!2.0+local"], all.Select(one => one.Version));
        Assert.Equal([true, false], all.Select(one => one.IsConditional));
        Assert.All(all, one => Assert.Equal([Zeros], one.Sha256));
    }

    [Fact]
    public void What_is_wrong_is_told_with_its_line()
    {
        Problem problem = Assert.Throws<NukaException>(() => new PipRequirementsReader(Lock($"a==1 --hash=sha256:{Zeros}\n\nb>=2\n")).Read()).Problem;
        Assert.Equal(3, problem.Place?.Line);
    }

    [Theory]
    [InlineData("<a href=\"file:///etc/passwd#sha256=Z\">a-1.tar.gz</a>")]
    [InlineData("<a href=\"a-1.tar.gz\">a-1.tar.gz</a>")]
    [InlineData("<a href=\"a-1.tar.gz#sha256=abc\">a-1.tar.gz</a>")]
    [InlineData("<a href=\"a-1.tar.gz#sha256=Z\">../a-1.tar.gz</a>")]
    [InlineData("{\"files\": [{\"filename\": \"../a\", \"url\": \"/a\", \"hashes\": {\"sha256\": \"Z\"}}]}")]
    [InlineData("{\"files\": [{\"filename\": \"a\", \"url\": \"ftp://a.example/a\", \"hashes\": {\"sha256\": \"Z\"}}]}")]
    [InlineData("{\"files\": [{\"filename\": 3, \"url\": 3, \"hashes\": 3}, 3, null]}")]
    [InlineData("{\"files\": 3}")]
    [InlineData("{")]
    [InlineData("")]
    [Trait("tier", "sample")]
    public async Task What_an_index_says_leads_nowhere_else(string page)
    {
        bench.PythonIndexes = [bench.Server.Address];
        bench.Write("served/a/index.html", page.Replace("Z", Zeros, StringComparison.Ordinal));
        Problem problem = await bench.Refusal(bench.Locked($"a==1 --hash=sha256:{Zeros}\n", "requirements.txt", "pip"));
        Assert.Equal("build/no-source", problem.Code);
        Assert.Equal(["/a/"], bench.Server.Requests.Select(request => request.Path));
    }

    private static LockFile Lock(string text) => new("requirements.txt", System.Text.Encoding.UTF8.GetBytes(text), "tool 1.0", "linux/x86_64");
}
