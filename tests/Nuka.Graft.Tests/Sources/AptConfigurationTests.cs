using Nuka.Graft.Sources;
using Nuka.Graft.Tests.Index;

namespace Nuka.Graft.Tests.Sources;

public sealed class AptConfigurationTests
{
    private const string Text = """
        // a remark with "quotes"; and { braces }
        # another
        Acquire {
          http { Proxy "http://proxy.example:3128/"; Proxy::direct.example DIRECT; };
          Retries "3";
          /* Retries "4"; */
        };
        acquire::HTTP::Timeout 10;
        APT { NeverAutoRemove { "^a.*"; "^b.*"; }; };
        Acquire::http::Proxy::other.example "http://second.example";
        """;

    [Theory]
    [InlineData("http://deb.example/x", "http://proxy.example:3128/")]
    [InlineData("https://deb.example/x", "http://proxy.example:3128/")]
    [InlineData("http://direct.example/x", "DIRECT")]
    [InlineData("https://other.example/x", "http://second.example")]
    public void The_proxy_of_an_address_is_what_apt_would_use(string address, string proxy) =>
        Assert.Equal(proxy, AptConfiguration.FromText(Text).FindProxy(new Uri(address)));

    [Fact]
    public void Settings_are_found_under_their_full_names_in_any_case()
    {
        AptConfiguration configuration = AptConfiguration.FromText(Text);
        Assert.Equal(("3", "10"), (configuration.Find("acquire::retries"), configuration.Find("Acquire::http::Timeout")));
        Assert.Null(AptConfiguration.Empty.FindProxy(new Uri("http://deb.example/")));
        Assert.Equal("DIRECT", AptConfiguration.FromText("Acquire::http::Proxy false;").FindProxy(new Uri("http://deb.example/")));
    }

    [Theory]
    [InlineData("}}}} ; ; { { \"")]
    [InlineData("Acquire::http::Proxy")]
    [InlineData("/* no end")]
    public void A_text_without_sense_gives_no_settings(string text) =>
        Assert.Null(AptConfiguration.FromText(text).Find("Acquire::http::Proxy"));

    [Theory]
    [InlineData("https://deb.example/debian/x", "me:p%3Aw")]
    [InlineData("http://deb.example/debian/x", null)]
    [InlineData("https://deb.example/debian-other/x", null)]
    [InlineData("http://open.example/x", "you:w")]
    [InlineData("https://evil-open.example/x", null)]
    [InlineData("https://open.example.evil.example/x", null)]
    [InlineData("https://half.example/x", null)]
    public void A_login_is_for_what_lies_below_its_address_and_for_secure_lines_unless_it_says_otherwise(string address, string? login)
    {
        using TemporaryDirectory directory = new();
        Directory.CreateDirectory(directory.File("auth.conf.d"));
        File.WriteAllText(directory.File("auth.conf"), "# remark\nmachine deb.example/debian\nlogin me password p:w\n");
        File.WriteAllText(directory.File("auth.conf.d/more.conf"), "machine http://open.example login you password w machine half.example login x");
        File.CreateSymbolicLink(directory.File("auth.conf.d/gone.conf"), "/nonexistent/file");
        Assert.Equal(login, AptConfiguration.Read(directory.Path).FindLogin(new Uri(address)));
    }
}
