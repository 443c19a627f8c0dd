using System.Diagnostics;
using System.Text;
using Nuka.Platform.Files;

namespace Nuka.Platform.Tests.Files;

public sealed class RegularFileTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly TemporaryDirectory here = new();

    public void Dispose() => here.Dispose();

    [Fact]
    public void A_file_is_read_through_links_and_no_further_than_the_limit()
    {
        here.Write("file"u8, "content");
        here.Handle.CreateSymlink("file"u8, "one"u8);
        here.Handle.CreateSymlink("one"u8, "two"u8);
        Assert.Equal("content", Encoding.UTF8.GetString(Read("two", 100)!));
        Assert.Equal("cont", Encoding.UTF8.GetString(Read("two", 4)!));
        Assert.Equal("content", Encoding.UTF8.GetString(RegularFile.TryRead(Path.Combine(here.Path, "two"), 100, here.Path)!));
    }

    [Fact]
    public void A_file_of_a_gigabyte_costs_no_more_than_the_limit()
    {
        using (FileStream large = File.Create(Path.Combine(here.Path, "large")))
        {
            large.SetLength(1 << 30);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(4096, RegularFile.TryRead(Path.Combine(here.Path, "large"), 4096)!.Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Nothing_is_no_error_be_it_a_link_that_leads_nowhere_or_a_name_below_a_file()
    {
        here.Write("file"u8, "content");
        here.Handle.CreateSymlink("gone"u8, "dangling"u8);
        Assert.All((string[])["absent", "dangling", "file/below", "absent/below"], name => Assert.Null(Read(name, 10)));
    }

    [Theory]
    [InlineData("directory", "it is a directory")]
    [InlineData("pipe", "it is no regular file")]
    [InlineData("to-pipe", "it is no regular file")]
    [InlineData("device", "it is no regular file")]
    [InlineData("circle", "its links lead in a circle")]
    public void What_is_no_file_is_refused_at_once_and_by_name(string name, string why)
    {
        here.Handle.CreateDirectory("directory"u8);
        using (Process process = Process.Start("mkfifo", Path.Combine(here.Path, "pipe")))
        {
            process.WaitForExit();
        }

        here.Handle.CreateSymlink("pipe"u8, "to-pipe"u8);
        here.Handle.CreateSymlink("/dev/zero"u8, "device"u8);
        here.Handle.CreateSymlink("circle"u8, "circle"u8);
        Assert.Equal(why, RegularFile.Describe(Assert.Throws<FileError>(() => Read(name, 10))));
    }

    [Fact]
    public void A_file_that_the_caller_may_not_read_or_reach_is_refused_and_one_below_a_directory_he_may_only_enter_is_read()
    {
        here.Write("closed"u8, "secret");
        here.Handle.SetMode("closed"u8, 0);
        foreach ((string name, uint mode) in ((string, uint)[])[("locked", 0x1C0), ("entered", 0x1C9)])
        {
            string directory = Directory.CreateDirectory(Path.Combine(here.Path, name)).FullName;
            File.WriteAllText(Path.Combine(directory, "file"), "content");
            here.Handle.SetMode(Encoding.UTF8.GetBytes(name), mode);
        }

        Unprivileged.Run(() =>
        {
            Assert.All((string[])["closed", "locked/file"], name => Assert.Equal(
                "you may not read it", RegularFile.Describe(Assert.Throws<FileError>(() => RegularFile.TryRead(Path.Combine(here.Path, name), 10)))));
            if (Environment.IsPrivilegedProcess)
            {
                Assert.NotNull(RegularFile.TryRead(Path.Combine(here.Path, "entered/file"), 10));
            }
        });
    }

    private byte[]? Read(string name, int limit)
    {
        Task<byte[]?> reading = Task.Run(() => RegularFile.TryRead(Path.Combine(here.Path, name), limit));
        Assert.True(Task.WaitAny([reading], Patience) == 0, "it waits");
        return reading.GetAwaiter().GetResult();
    }
}
