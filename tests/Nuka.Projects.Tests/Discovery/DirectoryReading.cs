using Nuka.Projects.Discovery.Files;

namespace Nuka.Projects.Tests.Discovery;

/// <summary>What of a project's directory is read.</summary>
public sealed class DirectoryReading
{
    [Theory]
    [InlineData("file", 4, true)]
    [InlineData("file", 3, false)]
    [InlineData("link", 4, true)]
    [InlineData("link", 3, false)]
    [InlineData("link", long.MaxValue - 1, true)]
    public void What_is_too_large_is_left_out_and_never_read_in_part(string name, long limitBytes, bool isRead)
    {
        using TemporaryProject project = new();
        project.Write("a", "text");
        project.Write("file", "text");
        File.CreateSymbolicLink(Path.Combine(project.Directory, "link"), "a");
        Assert.Equal(isRead ? "text"u8.ToArray() : null, new DirectoryFiles(project.Directory).ReadBytes(name, limitBytes));
    }
}
