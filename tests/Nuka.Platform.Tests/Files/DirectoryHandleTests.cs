using System.Text;
using Microsoft.Win32.SafeHandles;
using Nuka.Platform.Files;

namespace Nuka.Platform.Tests.Files;

public sealed class DirectoryHandleTests : IDisposable
{
    private readonly TemporaryDirectory here = new();

    private static byte[] Strange => [(byte)'a', 0xFF];

    public void Dispose() => here.Dispose();

    [Fact]
    public void A_name_that_is_not_UTF8_is_a_name_like_any_other()
    {
        here.Write(Strange, "content");
        Assert.Equal("content", here.Read(Strange));
        Assert.Equal(FileKind.File, here.Handle.GetStatus(Strange).Kind);
        Assert.Equal(Strange, Assert.Single(here.Handle.List()).Name.Bytes.ToArray());
        Assert.True(here.Handle.CreateDirectory([0xC3]));
        using (DirectoryHandle inner = here.Handle.OpenDirectory([0xC3]))
        {
            here.Handle.Rename(Strange, inner, [0x80]);
            inner.Link(inner, [0x80], [0x81]);
            Assert.Equal(2u, inner.GetStatus([0x81]).Links);
        }

        here.Handle.RemoveTree([0xC3]);
        Assert.Empty(here.Handle.List());
    }

    [Fact]
    public void A_link_is_not_followed_where_a_name_ends()
    {
        here.Write("secret"u8, "old");
        here.Handle.SetMode("secret"u8, 0x180);
        here.Handle.CreateDirectory("directory"u8);
        here.Handle.CreateSymlink("secret"u8, "to-file"u8);
        here.Handle.CreateSymlink("directory"u8, "to-directory"u8);
        here.Handle.CreateSymlink("nowhere"u8, "dangling"u8);

        Assert.Equal(ErrorNumbers.Loop, Error(() => here.Handle.OpenFile("to-file"u8)));
        Assert.Equal(ErrorNumbers.NotDirectory, Error(() => here.Handle.OpenDirectory("to-directory"u8)));
        Assert.Equal(ErrorNumbers.Loop, Error(() => here.Handle.OpenOrCreateFile("dangling"u8)));
        Assert.Equal(ErrorNumbers.Exists, Error(() => here.Handle.CreateFile("dangling"u8)));
        Assert.Equal(ErrorNumbers.NotSupported, Error(() => here.Handle.SetMode("to-file"u8, 0x1FF)));
        here.Handle.SetTime("to-file"u8, 1);

        Assert.Equal(0x180u, here.Handle.GetStatus("secret"u8).Mode);
        Assert.NotEqual(1_000_000_000, here.Handle.GetStatus("secret"u8).ModifiedNanoseconds);
        Assert.Equal(1_000_000_000, here.Handle.GetStatus("to-file"u8).ModifiedNanoseconds);
        Assert.Equal(FileKind.Symlink, here.Handle.GetStatus("to-file"u8).Kind);
        Assert.Null(here.Handle.TryGetStatus("nowhere"u8));
    }

    [Fact]
    public void A_link_says_any_bytes_and_is_linked_and_removed_itself()
    {
        byte[] target = [.. Enumerable.Repeat((byte)'/', 4000), 0xFE];
        here.Handle.CreateSymlink(target, "link"u8);
        Assert.Equal(target, here.Handle.ReadSymlink("link"u8));
        here.Handle.Link(here.Handle, "link"u8, "second"u8);
        Assert.Equal(target, here.Handle.ReadSymlink("second"u8));
        Assert.True(here.Handle.RemoveFile("link"u8));
        Assert.False(here.Handle.RemoveFile("link"u8));
        here.Write("file"u8, "");
        Assert.Equal(ErrorNumbers.Invalid, Error(() => here.Handle.ReadSymlink("file"u8)));
    }

    [Fact]
    public void Ten_thousand_entries_are_listed_each_once_with_their_kinds_again_and_again()
    {
        const int Count = 10_000;
        here.Handle.CreateSymlink("x"u8, "link"u8);
        here.Handle.CreateFile("file"u8).Dispose();
        for (int i = 2; i < Count; i++)
        {
            byte[] name = Encoding.UTF8.GetBytes($"{(i % 2 == 0 ? "link" : "file")}-{i}-with-a-name-long-enough-to-need-many-buffers");
            here.Handle.Link(here.Handle, i % 2 == 0 ? "link"u8 : "file"u8, name);
        }

        for (int again = 0; again < 2; again++)
        {
            List<DirectoryItem> items = here.Handle.List();
            Assert.Equal(Count, items.DistinctBy(item => item.Name).Count());
            Assert.Equal(Count, items.Count);
            Assert.All(items, item => Assert.Equal(
                item.Name.Bytes[0] == 'l' ? FileKind.Symlink : FileKind.File,
                item.KindKnown ? item.Kind : here.Handle.GetStatus(item.Name.Bytes).Kind));
        }
    }

    [Fact]
    public void A_tree_without_write_permission_is_removed_by_its_owner() => Unprivileged.Run(() =>
    {
        here.Handle.CreateDirectory("top"u8);
        using (DirectoryHandle top = here.Handle.OpenDirectory("top"u8))
        {
            top.CreateDirectory("inner"u8);
            using (DirectoryHandle inner = top.OpenDirectory("inner"u8))
            {
                inner.CreateFile("file"u8, 0x124).Dispose();
                inner.CreateSymlink("/"u8, "out"u8);
            }

            top.SetMode("inner"u8, 0);
        }

        here.Handle.SetMode("top"u8, 0x16D);
        Assert.Equal(ErrorNumbers.AccessDenied, Error(() =>
        {
            using DirectoryHandle top = here.Handle.OpenDirectory("top"u8);
            top.CreateFile("new"u8).Dispose();
        }));
        here.Handle.RemoveTree("top"u8);
        Assert.Null(here.Handle.TryGetStatus("top"u8));
    });

    [Fact]
    public void What_a_link_in_a_removed_tree_points_to_stays()
    {
        here.Handle.CreateDirectory("kept"u8);
        using (DirectoryHandle kept = here.Handle.OpenDirectory("kept"u8))
        {
            kept.CreateFile("file"u8).Dispose();
        }

        here.Handle.CreateDirectory("removed"u8);
        using (DirectoryHandle removed = here.Handle.OpenDirectory("removed"u8))
        {
            removed.CreateSymlink("../kept"u8, "link"u8);
        }

        here.Handle.CreateSymlink("kept"u8, "link"u8);
        here.Handle.RemoveTree("removed"u8);
        here.Handle.RemoveTree("link"u8);
        here.Handle.RemoveTree("absent"u8);
        using DirectoryHandle still = here.Handle.OpenDirectory("kept"u8);
        Assert.Single(still.List());
    }

    [Fact]
    public void A_tree_deeper_than_any_path_may_be_long_is_removed()
    {
        DirectoryHandle at = DirectoryHandle.Open(here.Path);
        for (int depth = 0; depth < 2100; depth++)
        {
            at.CreateDirectory("d"u8);
            at.CreateSymlink("d"u8, "s"u8);
            DirectoryHandle next = at.OpenDirectory("d"u8);
            at.Dispose();
            at = next;
        }

        at.Dispose();
        here.Handle.RemoveTree("d"u8);
        Assert.Equal("s", Assert.Single(here.Handle.List()).Name.ToString());
    }

    [Fact]
    public void Renaming_to_a_new_name_replaces_nothing()
    {
        here.Write("a"u8, "first");
        here.Write("b"u8, "second");
        Assert.False(here.Handle.RenameNew("a"u8, here.Handle, "b"u8));
        Assert.Equal("second", here.Read("b"u8));
        Assert.True(here.Handle.RenameNew("a"u8, here.Handle, "c"u8));
        here.Handle.Rename("c"u8, here.Handle, "b"u8);
        Assert.Equal("first", here.Read("b"u8));
    }

    [Fact]
    public void Whatever_the_kernel_refuses_is_an_error_with_its_number_and_the_name()
    {
        here.Write("file"u8, "");
        Assert.Equal(ErrorNumbers.NotFound, Error(() => here.Handle.OpenFile("absent"u8)));
        Assert.Equal(ErrorNumbers.NotFound, Error(() => here.Handle.GetStatus("absent"u8)));
        Assert.Equal(ErrorNumbers.NotDirectory, Error(() => here.Handle.OpenDirectory("file"u8)));
        Assert.Equal(ErrorNumbers.Exists, Error(() => here.Handle.CreateFile("file"u8)));
        Assert.False(here.Handle.CreateDirectory("file"u8));
        Assert.Equal(ErrorNumbers.Exists, here.Handle.TryLink(here.Handle, "file"u8, "file"u8));
        Assert.Equal(ErrorNumbers.NameTooLong, Error(() => here.Handle.CreateFile(new string('n', 256).Select(c => (byte)c).ToArray())));
        Assert.Equal(ErrorNumbers.Invalid, Error(() => here.Handle.CreateFile("a\0b"u8)));
        FileError error = Assert.Throws<FileError>(() => here.Handle.OpenFile([(byte)'a', 0xFF]));
        Assert.Equal("open", error.Operation);
        Assert.Equal("a\\xff", error.Name);
    }

    [Fact]
    public void Too_many_links_to_one_file_is_told_by_its_number()
    {
        const int MoreThanUsual = 70_000;
        here.Write("file"u8, "");
        int error = 0;
        for (int i = 0; i < MoreThanUsual && error == 0; i++)
        {
            error = here.Handle.TryLink(here.Handle, "file"u8, Encoding.UTF8.GetBytes($"{i}"));
        }

        Assert.SkipWhen(error == 0, "this file system has no limit on links: EMLINK WAS NOT SEEN");
        Assert.Equal(ErrorNumbers.TooManyLinks, error);
    }

    [Fact]
    public void A_link_to_another_file_system_is_told_by_its_number()
    {
        using DirectoryHandle other = DirectoryHandle.Open("/dev/shm");
        using DirectoryHandle own = DirectoryHandle.Open(here.Path);
        Assert.SkipWhen(
            other.GetStatus(default).Device == own.GetStatus(default).Device, "/dev/shm is the same file system: EXDEV WAS NOT SEEN");
        byte[] name = Encoding.UTF8.GetBytes($"nuka-{Guid.NewGuid():N}");
        other.CreateFile(name).Dispose();
        try
        {
            Assert.Equal(ErrorNumbers.CrossDevice, here.Handle.TryLink(other, name, "x"u8));
            Assert.Equal(ErrorNumbers.CrossDevice, Error(() => other.Rename(name, here.Handle, "x"u8)));
        }
        finally
        {
            other.RemoveFile(name);
        }
    }

    [Fact]
    public void The_status_says_what_the_file_is()
    {
        here.Write("file"u8, "12345");
        here.Handle.SetMode("file"u8, 0x1A0);
        here.Handle.SetTime("file"u8, 315_619_200);
        here.Handle.Link(here.Handle, "file"u8, "second"u8);
        FileStatus status = here.Handle.GetStatus("file"u8);
        Assert.Equal((FileKind.File, 0x1A0u, 2u, 5L), (status.Kind, status.Mode, status.Links, status.SizeBytes));
        Assert.Equal(315_619_200_000_000_000, status.ModifiedNanoseconds);
        Assert.Equal(Processes.Account.Current, new Processes.Account(status.User, status.Group));
        Assert.Equal(status.Inode, here.Handle.GetStatus("second"u8).Inode);
        Assert.Equal(FileKind.Directory, here.Handle.GetStatus(default).Kind);
        using DirectoryHandle devices = DirectoryHandle.Open("/dev");
        Assert.Equal(FileKind.Other, devices.GetStatus("null"u8).Kind);
    }

    private static int Error(Action action) => Assert.Throws<FileError>(action).Number;

    private static int Error(Func<IDisposable> action) => Assert.Throws<FileError>(() => action().Dispose()).Number;
}
