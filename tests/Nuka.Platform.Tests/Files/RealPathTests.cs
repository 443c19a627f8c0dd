using Nuka.Platform.Files;

namespace Nuka.Platform.Tests.Files;

public sealed class RealPathTests
{
    private static readonly Dictionary<string, string> Links = new(StringComparer.Ordinal)
    {
        ["/bin"] = "usr/bin",
        ["/usr/bin/sh"] = "dash",
        ["/usr/up"] = "../etc",
        ["/way"] = "/bin/sh",
        ["/circle"] = "round",
        ["/round"] = "/circle/below",
        ["/here"] = ".",
    };

    [Theory]
    [InlineData("/", "/")]
    [InlineData("/plain/file", "/plain/file")]
    [InlineData("/bin/ls", "/usr/bin/ls")]
    [InlineData("/way", "/usr/bin/dash")]
    [InlineData("/usr/up/hosts", "/etc/hosts")]
    [InlineData("/here/here/bin", "/usr/bin")]
    [InlineData("/plain/../bin", "/usr/bin")]
    public void Every_link_of_a_tree_is_followed_within_it(string path, string real)
    {
        Assert.Equal(real, RealPath.Of(path, Links.GetValueOrDefault));
        Assert.Equal(real, RealPath.OrAsWritten(path, Links.GetValueOrDefault));
    }

    [Theory]
    [InlineData("/circle")]
    [InlineData("/round/x")]
    public void Links_in_a_circle_lead_nowhere_and_the_path_stays_as_it_is_written(string path)
    {
        Assert.Throws<IOException>(() => RealPath.Of(path, Links.GetValueOrDefault));
        Assert.Equal(path, RealPath.OrAsWritten(path, Links.GetValueOrDefault));
    }

    [Fact]
    public void Links_of_this_machine_in_a_circle_leave_a_path_as_it_is_written()
    {
        string here = Directory.CreateTempSubdirectory("nuka-real-").FullName;
        try
        {
            File.CreateSymbolicLink(here + "/circle", "circle");
            Assert.Equal(here + "/circle/x", RealPath.OrAsWritten(here + "/circle/x"));
            File.CreateSymbolicLink(here + "/link", "file");
            Assert.Equal(RealPath.Of(here) + "/file", RealPath.OrAsWritten(here + "/link"));
        }
        finally
        {
            Directory.Delete(here, recursive: true);
        }
    }
}
