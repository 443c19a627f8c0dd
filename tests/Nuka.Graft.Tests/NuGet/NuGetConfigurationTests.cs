using Nuka.Graft.NuGet;
using Nuka.Graft.Tests.Index;

namespace Nuka.Graft.Tests.NuGet;

public sealed class NuGetConfigurationTests : IDisposable
{
    private const string First = """<configuration><packageSources><add key="one" value="https://one.example/v3/index.json" /></packageSources></configuration>""";
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData(First, "", "one")]
    [InlineData(First, """<configuration><packageSources><add key="two" value="https://two.example/index.json" protocolVersion="3" /></packageSources></configuration>""", "one two")]
    [InlineData(First, """<configuration><packageSources><clear /><add key="two" value="https://two.example/index.json" /></packageSources></configuration>""", "two")]
    [InlineData(First, """<configuration><packageSources><remove key="ONE" /></packageSources></configuration>""", "")]
    [InlineData(First, """<configuration><disabledPackageSources><add key="one" value="true" /></disabledPackageSources></configuration>""", "")]
    [InlineData(First, """<configuration><packageSources><add key="old" value="https://old.example/api/v2" /><add key="dir" value="/srv/packages" /></packageSources></configuration>""", "one")]
    [InlineData(First, "no xml at all <", "one")]
    [InlineData(First, "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><configuration>&b;</configuration>", "one")]
    public void Later_files_add_to_earlier_ones_or_clear_them(string first, string second, string names)
    {
        File.WriteAllText(directory.File("1"), first);
        File.WriteAllText(directory.File("2"), second);
        Assert.Equal(names, string.Join(' ', NuGetConfiguration.Read([directory.File("1"), directory.File("2"), directory.File("absent")]).Select(feed => feed.Name)));
    }
}
