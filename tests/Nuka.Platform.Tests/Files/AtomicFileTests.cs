using Nuka.Platform.Files;

namespace Nuka.Platform.Tests.Files;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryDirectory here = new();

    public void Dispose() => here.Dispose();

    [Fact]
    public void A_file_is_written_and_replaced_whole()
    {
        string path = Path.Combine(here.Path, "file");
        AtomicFile.Write(path, "first"u8, 0x180);
        Assert.Equal(0x180u, here.Handle.GetStatus("file"u8).Mode);
        AtomicFile.Write(path, new byte[3_000_000]);
        Assert.Equal(3_000_000, here.Handle.GetStatus("file"u8).SizeBytes);
        AtomicFile.Write(path, []);
        Assert.Equal("", here.Read("file"u8));
        Assert.Single(here.Handle.List());
    }

    [Fact]
    public void A_link_in_the_place_is_replaced_and_not_written_through()
    {
        here.Write("victim"u8, "untouched");
        here.Handle.CreateSymlink("victim"u8, "file"u8);
        AtomicFile.Write(Path.Combine(here.Path, "file"), "new"u8);
        Assert.Equal("untouched", here.Read("victim"u8));
        Assert.Equal("new", here.Read("file"u8));
    }

    [Fact]
    public void When_the_place_cannot_be_taken_nothing_is_left_behind()
    {
        here.Handle.CreateDirectory("file"u8);
        Assert.Equal(ErrorNumbers.IsDirectory, Assert.Throws<FileError>(() => AtomicFile.Write(Path.Combine(here.Path, "file"), "new"u8)).Number);
        Assert.Equal("file", Assert.Single(here.Handle.List()).Name.ToString());
    }

    [Fact]
    public void Names_that_somebody_planted_beside_the_place_are_not_touched()
    {
        here.Write("victim"u8, "untouched");
        here.Handle.CreateSymlink("victim"u8, "file.new"u8);
        here.Handle.CreateSymlink("victim"u8, ".file.new"u8);
        string path = Path.Combine(here.Path, "file");
        AtomicFile.Write(path, "new"u8, AtomicFile.OrdinaryMode);
        AtomicFile.WriteBoth(path, "newer"u8, Path.Combine(here.Path, "other"), "other"u8, AtomicFile.OrdinaryMode);
        Assert.Equal(("untouched", "newer", "other"), (here.Read("victim"u8), here.Read("file"u8), here.Read("other"u8)));
        Assert.Equal([".file.new", "file", "file.new", "other", "victim"], here.Handle.List().Select(item => item.Name.ToString()).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(0x180u)]
    [InlineData(0x1B6u)]
    [InlineData(0x1FDu)]
    public void A_persons_file_keeps_its_permissions(uint mode)
    {
        string path = Path.Combine(here.Path, "file");
        AtomicFile.Write(path, "new"u8, AtomicFile.OrdinaryMode);
        here.Handle.SetMode("file"u8, mode);
        AtomicFile.Write(path, "newer"u8, AtomicFile.OrdinaryMode);
        Assert.Equal((mode, "newer"), (here.Handle.GetStatus("file"u8).Mode, here.Read("file"u8)));
        AtomicFile.Write(path, "secret"u8, 0x180);
        Assert.Equal(0x180u, here.Handle.GetStatus("file"u8).Mode);
    }

    [Fact]
    public void Of_two_files_that_belong_together_none_is_replaced_when_one_cannot_be_written()
    {
        here.Write("first"u8, "old");
        string first = Path.Combine(here.Path, "first");
        Assert.Throws<FileError>(() => AtomicFile.WriteBoth(first, "new"u8, Path.Combine(here.Path, "absent/second"), "new"u8));
        Assert.Equal("old", here.Read("first"u8));
        Assert.Single(here.Handle.List());
    }

    [Fact]
    public void What_was_staged_and_not_committed_is_gone()
    {
        string path = Path.Combine(here.Path, "file");
        using (StagedFile staged = StagedFile.Write(path, "new"u8, AtomicFile.OrdinaryMode))
        {
            Assert.Single(here.Handle.List());
        }

        Assert.Empty(here.Handle.List());
    }

    [Fact]
    public void On_a_full_disk_the_old_content_stays_and_nothing_is_left_behind()
    {
        using SmallDisk? disk = SmallDisk.TryMake();
        Assert.SkipWhen(disk is null, "no disk of 64 KiB could be made (it takes root): ENOSPC WAS NOT SEEN");
        string path = Path.Combine(disk.Path, "file");
        byte[] old = [.. Enumerable.Repeat((byte)'o', 20_000)];
        AtomicFile.Write(path, old);
        FileError error = Assert.Throws<FileError>(() => AtomicFile.Write(path, new byte[100_000]));
        Assert.Equal(ErrorNumbers.NoSpace, error.Number);
        Assert.Equal(old, File.ReadAllBytes(path));
        using DirectoryHandle directory = DirectoryHandle.Open(disk.Path);
        Assert.Equal("file", Assert.Single(directory.List()).Name.ToString());
    }

    [Fact]
    public async Task A_reader_sees_the_old_content_or_the_new_one()
    {
        string path = Path.Combine(here.Path, "file");
        byte[][] contents = [[.. Enumerable.Repeat((byte)'a', 100_000)], [.. Enumerable.Repeat((byte)'b', 50_000)]];
        AtomicFile.Write(path, contents[0]);
        using CancellationTokenSource done = new();
        Task writer = Task.Run(() =>
        {
            for (int i = 1; i < 60; i++)
            {
                AtomicFile.Write(path, contents[i % 2]);
            }

            done.Cancel();
        }, TestContext.Current.CancellationToken);
        int reads = 0;
        while (!done.IsCancellationRequested)
        {
            byte[] seen = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
            Assert.True(seen.AsSpan().SequenceEqual(contents[0]) || seen.AsSpan().SequenceEqual(contents[1]));
            reads++;
        }

        await writer;
        Assert.True(reads > 0);
    }
}
