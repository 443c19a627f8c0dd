using Nuka.Platform.Errors;
using Nuka.Platform.State;
using Nuka.Projects.Discovery.Files;
using Nuka.Projects.Manifests;

namespace Nuka.Projects.Tests.Manifests;

public sealed class LinkedFiles : IDisposable
{
    private readonly TemporaryProject directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("inside/any.toml", "inside/any.toml")]
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
    [InlineData("../shared/other.toml", "out of the project")]
    [InlineData("../shared/eka.toml", "out of the project")]
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

    [Theory]
    [InlineData("inside/any.toml", true)]
    [InlineData("../shared/eka.toml", true)]
    [InlineData("nothing", true)]
    [InlineData("../shared/other.toml", false)]
    [InlineData("/etc/passwd", false)]
    [InlineData("eka.toml", false)]
    public void A_link_out_of_the_project_is_read_only_under_its_own_name(string link, bool isRead)
    {
        Lay(link);
        string path = Path.Combine(Project, "eka.toml");
        Exception? refused = Record.Exception(() => ProjectFile.Read(path, "eka.toml"));
        Assert.Equal(isRead ? null : "projects/bad-link", (refused as NukaException)?.Problem.Code);
    }

    [Fact]
    public void What_discovery_reads_is_of_the_project()
    {
        directory.Write("secret", "password-of-mine==1\n");
        directory.Write("project/real.txt", "numpy==1.26\n");
        File.CreateSymbolicLink(Path.Combine(Project, "requirements.txt"), "../secret");
        File.CreateSymbolicLink(Path.Combine(Project, "dev.txt"), "real.txt");
        DirectoryFiles files = new(Project);
        Assert.Null(files.ReadBytes("requirements.txt", 1000));
        Assert.NotNull(files.ReadBytes("dev.txt", 1000));
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
