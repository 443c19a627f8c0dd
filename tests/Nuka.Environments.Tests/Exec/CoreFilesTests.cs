using Nuka.Environments.Exec;
using Nuka.Sandbox.Plans;

namespace Nuka.Environments.Tests.Exec;

public sealed class CoreFilesTests : IDisposable
{
    private readonly string here = Directory.CreateTempSubdirectory("nuka-core-").FullName;

    public void Dispose() => Directory.Delete(here, recursive: true);

    [Fact]
    public void A_command_depends_on_its_program_what_interprets_it_and_the_loaders_libraries()
    {
        Write("low/usr/bin/python3.11", "\u007fELF");
        Write("low/usr/lib/x86_64-linux-gnu/libc.so.6", "\u007fELF");
        Write("low/usr/lib/x86_64-linux-gnu/libc.a", "no library of the loader");
        Write("low/usr/share/data", "data");
        Link("low/usr/bin/python3", "python3.11");
        Link("low/usr/lib/x86_64-linux-gnu/libc.so", "libc.so.6");
        Write("top/usr/share/tool/tool.py", "#!/usr/bin/env python3 -s\nprint()\n");
        Link("top/usr/bin/tool", "/etc/alternatives/tool");
        Link("top/etc/alternatives/tool", "../../usr/share/tool/tool.py");
        Assert.Equal(["low/usr/bin/python3.11", "low/usr/lib/x86_64-linux-gnu/libc.so.6", "top/usr/share/tool/tool.py"], Observed("tool"));
        Assert.Equal(Observed("tool"), Observed("/bin/tool"));
        Assert.Equal(["low/usr/lib/x86_64-linux-gnu/libc.so.6"], Observed("./of-the-project"));
        Assert.Equal(["low/usr/lib/x86_64-linux-gnu/libc.so.6"], Observed("absent"));
    }

    [Fact]
    public void Of_programs_with_one_name_it_is_the_one_that_PATH_leads_to()
    {
        Assert.Equal("/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", ProgramDirectories.SearchPath);
        foreach (string directory in ProgramDirectories.All.Reverse())
        {
            Write($"low/{directory}/tool", "\u007fELF");
            Assert.Equal([$"low/{directory}/tool"], Observed("tool"));
        }
    }

    [Theory]
    [InlineData("turn")]
    [InlineData("/usr/bin/turn")]
    [InlineData("itself")]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("../../../etc/passwd")]
    [InlineData("outside")]
    public void Links_and_interpreters_that_never_end_or_leave_the_root_end_here(string command)
    {
        Link("top/usr/bin/turn", "turned");
        Link("top/usr/bin/turned", "turn");
        Write("top/usr/bin/itself", "#!/usr/bin/itself\n");
        Link("top/usr/bin/outside", "../../../../../../../../../../etc/passwd");
        Assert.All(Observed(command), path => Assert.StartsWith("top/", path, StringComparison.Ordinal));
    }

    [Fact]
    public void A_change_of_nukas_own_a_moment_ago_keeps_no_plan_from_being_kept()
    {
        Write("top/usr/bin/new", "\u007fELF");
        FreshnessEntry entry = Assert.Single(CoreFiles.Observe(Root(), "new"));
        Assert.True(entry.IsSettled(DateTimeOffset.UtcNow));
        Assert.False(FreshnessEntry.Observe(entry.Path).IsSettled(DateTimeOffset.UtcNow));
    }

    private EnvironmentRoot Root() => new([Path.Combine(here, "top"), Path.Combine(here, "low")], null);

    private string[] Observed(string command) =>
        [.. CoreFiles.Observe(Root(), command).Select(entry => Path.GetRelativePath(here, entry.Path)).Order(StringComparer.Ordinal)];

    private void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(here, path))!);
        File.WriteAllText(Path.Combine(here, path), content);
    }

    private void Link(string path, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(here, path))!);
        File.CreateSymbolicLink(Path.Combine(here, path), target);
    }
}
