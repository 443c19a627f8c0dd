using Nuka.Graft.Private;

namespace Nuka.Graft.Tests.Private;

public sealed class PrivatePlaceTests
{
    private readonly PrivatePlace place = new("opt/app", new Dictionary<string, bool>(StringComparer.Ordinal)
    {
        ["usr"] = false,
        ["usr/bin"] = false,
        ["usr/bin/app"] = false,
        ["usr/lib/x86_64-linux-gnu"] = false,
        ["usr/lib/x86_64-linux-gnu/libapp.so.1"] = false,
        ["usr/lib/x86_64-linux-gnu/app"] = false,
        ["usr/lib/x86_64-linux-gnu/app/plugin.so"] = false,
        ["usr/share/app"] = true,
        ["etc/app.conf"] = false,
    });

    [Theory]
    [InlineData("usr", "opt/app")]
    [InlineData("usr/bin/app", "opt/app/bin/app")]
    [InlineData("etc/app.conf", "opt/app/etc/app.conf")]
    [InlineData("usrx", "opt/app/usrx")]
    public void Everything_stands_below_the_directory(string path, string expected) => Assert.Equal(expected, place.Map(path));

    [Theory]
    [InlineData("usr/bin/other", "app", "app")]
    [InlineData("usr/bin/other", "/usr/bin/app", "app")]
    [InlineData("usr/lib/link", "../bin/app", "../bin/app")]
    [InlineData("usr/lib/conf", "/etc/app.conf", "../etc/app.conf")]
    [InlineData("etc/program", "../usr/bin/app", "../bin/app")]
    [InlineData("usr/lib/deep", "/usr/share/app/inside", "../share/app/inside")] // through a link of the package
    [InlineData("usr/lib/x86_64-linux-gnu/libz.so", "libz.so.1", "/usr/lib/x86_64-linux-gnu/libz.so.1")]
    [InlineData("usr/bin/sh", "/bin/dash", "/usr/bin/dash")]
    [InlineData("usr/bin/far", "../../../../../../etc/passwd", "/etc/passwd")]
    [InlineData("usr/bin/top", "/", "/")]
    public void A_link_leads_where_it_led(string path, string target, string expected) => Assert.Equal(expected, place.Link(path, target));

    [Theory]
    [InlineData("usr/bin/app", "", "$ORIGIN/../lib/x86_64-linux-gnu")]
    [InlineData("usr/lib/x86_64-linux-gnu/libapp.so.1", "", "$ORIGIN")]
    [InlineData("usr/lib/x86_64-linux-gnu/app/plugin.so", "", "$ORIGIN/..")]
    [InlineData("usr/bin/app", "/usr/lib/x86_64-linux-gnu/app", "$ORIGIN/../lib/x86_64-linux-gnu/app:$ORIGIN/../lib/x86_64-linux-gnu")]
    [InlineData("usr/bin/app", "/usr/lib/jvm:$ORIGIN/../lib/x86_64-linux-gnu/app",
        "$ORIGIN/../lib/x86_64-linux-gnu/app:$ORIGIN/../lib/x86_64-linux-gnu:/usr/lib/jvm")]
    [InlineData("usr/bin/app", "${ORIGIN}/../lib/jvm:$LIB/x", "$ORIGIN/../lib/x86_64-linux-gnu:/usr/lib/jvm:$LIB/x")]
    public void An_ELF_file_finds_its_own_libraries_first(string path, string before, string expected) =>
        Assert.Equal(expected, place.SearchPath(path, before.Split(':', StringSplitOptions.RemoveEmptyEntries)));
}
