using Nuka.Environments.Exec;

namespace Nuka.Environments.Tests.Exec;

public sealed class ProtectedPlacesTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("nuka-places-").FullName;
    private readonly string project;

    public ProtectedPlacesTests()
    {
        project = Directory.CreateDirectory(Path.Combine(root, "project")).FullName;
        Directory.CreateDirectory(Path.Combine(root, "outside"));
        File.WriteAllText(Path.Combine(root, "outside/config"), "");
    }

    public void Dispose() => Directory.Delete(root, recursive: true);

    [Theory]
    [InlineData("plain", "plain", "", "")]
    [InlineData("missing", "", "", "missing")]
    [InlineData("to-file", "plain", "to-file", "")]
    [InlineData("to-link", "plain", "to-link to-file", "")]
    [InlineData("to-directory/inner", "directory/inner", "to-directory", "")]
    [InlineData("directory/up", "plain", "directory/up", "")]
    [InlineData("absolute", "plain", "absolute", "")]
    [InlineData("dangling", "", "dangling", "nothing")]
    [InlineData("to-outside/config", "", "to-outside", "")]
    [InlineData("through-outside", "", "through-outside", "")]
    [InlineData("circle", "", "circle", "")]
    public void A_name_is_followed_and_every_link_on_the_way_is_kept(string name, string paths, string links, string absent)
    {
        Directory.CreateDirectory(Path.Combine(project, "directory"));
        File.WriteAllText(Path.Combine(project, "plain"), "");
        File.WriteAllText(Path.Combine(project, "directory/inner"), "");
        Link("to-file", "plain");
        Link("to-link", "./to-file");
        Link("to-directory", "directory");
        Link("directory/up", "../plain");
        Link("absolute", Path.Combine(project, "plain"));
        Link("dangling", "nothing");
        Link("to-outside", "../outside");
        Link("through-outside", "../outside/config");
        Link("circle", "circle");
        ProtectedPlaces places = new([project]);
        places.Add(project, name);
        Assert.Equal(paths, Names(places.Paths));
        Assert.Equal(Sorted(links), Names(places.Links));
        Assert.Equal(absent, Names(places.Absent));
    }

    [Fact]
    public void What_a_link_leads_to_is_protected_where_writing_there_was_granted()
    {
        Link("config", "../outside/config");
        ProtectedPlaces places = new([project, Path.Combine(root, "outside")]);
        places.Add(project, "config");
        Assert.Equal([Path.Combine(root, "outside/config")], places.Paths);
        Assert.Equal([Path.Combine(project, "config")], places.Links);
    }

    [Fact]
    public void What_a_link_leads_to_is_protected_where_writing_everywhere_was_granted()
    {
        Link("config", "../outside/config");
        ProtectedPlaces places = new([project, "/"]);
        places.Add(project, "config");
        Assert.Equal([Path.Combine(root, "outside/config")], places.Paths);
    }

    private void Link(string name, string target) => File.CreateSymbolicLink(Path.Combine(project, name), target);

    private string Names(IEnumerable<string> paths) => string.Join(' ', paths.Select(path => Path.GetRelativePath(project, path)));

    private static string Sorted(string names) => string.Join(' ', names.Split(' ').Order(StringComparer.Ordinal));
}
