using Nuka.Platform.Errors;
using Nuka.Platform.State;
using Nuka.Projects.Manifests;

namespace Nuka.Projects.Tests.Manifests;

public sealed class LinkedFiles : IDisposable
{
    private readonly TemporaryProject directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("inside/any.toml", "inside/any.toml")]
    [InlineData("../shared/eka.toml", "../shared/eka.toml")]
    [InlineData("hop", "inside/any.toml")]
    public void A_link_is_written_through_to_a_file_that_a_project_may_choose(string link, string expected)
    {
        Lay(link);
        Assert.Equal(Path.GetFullPath(expected, Project), LinkedFile.Target(Path.Combine(Project, "eka.toml"), Project, State));
    }

    [Theory]
    [InlineData("nothing", "nothing where it leads")]
    [InlineData("no/such/eka.toml", "nothing where it leads")]
    [InlineData("inside", "else than a regular file")]
    [InlineData("../shared/other.toml", "file of another name")]
    [InlineData("../state/eka.toml", "into the state directory")]
    [InlineData("eka.toml", "too many links")]
    public void A_link_to_anything_else_is_refused_with_its_name(string link, string reason)
    {
        Lay(link);
        NukaException refused = Assert.Throws<NukaException>(() => LinkedFile.Target(Path.Combine(Project, "eka.toml"), Project, State));
        Assert.Equal("projects/bad-link", refused.Problem.Code);
        Assert.Contains($"it says {link}", refused.Problem.Reasons);
        Assert.Contains(refused.Problem.Reasons, line => line.Contains(reason, StringComparison.Ordinal));
    }

    [Fact]
    public void What_is_no_link_is_written_where_it_is()
    {
        string path = Path.Combine(Project, "eka.toml");
        Assert.Equal(path, LinkedFile.Target(path, Project, State));
        directory.Write("project/eka.toml", "");
        Assert.Equal(path, LinkedFile.Target(path, Project, State));
    }

    private string Project => Path.Combine(directory.Directory, "project");

    private StateDirectory State => new(Path.Combine(directory.Directory, "state"));

    private void Lay(string link)
    {
        foreach (string file in (string[])["project/inside/any.toml", "shared/eka.toml", "shared/other.toml", "state/eka.toml"])
        {
            directory.Write(file, "");
        }

        File.CreateSymbolicLink(Path.Combine(Project, "hop"), "inside/any.toml");
        File.CreateSymbolicLink(Path.Combine(Project, "eka.toml"), link);
    }
}
