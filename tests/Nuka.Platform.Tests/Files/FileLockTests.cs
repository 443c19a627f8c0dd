using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Nuka.Platform.Files;

namespace Nuka.Platform.Tests.Files;

public sealed partial class FileLockTests : IDisposable
{
    private readonly TemporaryDirectory here = new();

    public void Dispose() => here.Dispose();

    [Fact]
    public void An_exclusive_lock_keeps_everybody_else_out_until_it_ends()
    {
        using (FileLock held = Acquire(FileLockMode.Exclusive))
        {
            Assert.Null(TryAcquire(FileLockMode.Exclusive));
            Assert.Null(TryAcquire(FileLockMode.Shared));
        }

        using FileLock? again = TryAcquire(FileLockMode.Exclusive);
        Assert.NotNull(again);
    }

    [Fact]
    public void Shared_locks_stand_side_by_side_and_keep_an_exclusive_one_out()
    {
        using FileLock first = Acquire(FileLockMode.Shared);
        using FileLock? second = TryAcquire(FileLockMode.Shared);
        Assert.NotNull(second);
        Assert.Null(TryAcquire(FileLockMode.Exclusive));
    }

    [Fact]
    public async Task Who_waits_gets_the_lock_when_it_ends()
    {
        FileLock held = Acquire(FileLockMode.Exclusive);
        Task<FileLock> waiting = Task.Run(() => Acquire(FileLockMode.Exclusive), TestContext.Current.CancellationToken);
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.False(waiting.IsCompleted);
        held.Dispose();
        FileLock second = await waiting.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        second.Dispose();
    }

    [Fact]
    public void A_lock_ends_though_a_child_still_has_the_open_file()
    {
        SafeFileHandle file = here.Handle.OpenOrCreateFile("lock"u8);
        FileLock held = FileLock.Acquire(file, FileLockMode.Exclusive);
        using SafeFileHandle inherited = new(Duplicate(file), ownsHandle: true);
        held.Dispose();
        using FileLock? again = TryAcquire(FileLockMode.Exclusive);
        Assert.NotNull(again);
    }

    [Fact]
    public void A_lock_that_is_left_lives_on_in_who_inherited_the_open_file()
    {
        SafeFileHandle file = here.Handle.OpenOrCreateFile("lock"u8);
        FileLock held = FileLock.Acquire(file, FileLockMode.Exclusive);
        using (SafeFileHandle inherited = new(Duplicate(file), ownsHandle: true))
        {
            held.LeaveToHeirs();
            Assert.Null(TryAcquire(FileLockMode.Exclusive));
        }

        using FileLock? again = TryAcquire(FileLockMode.Exclusive);
        Assert.NotNull(again);
    }

    [Fact]
    public void A_file_that_somebody_holds_is_closed_when_it_cannot_be_taken()
    {
        using FileLock held = Acquire(FileLockMode.Exclusive);
        SafeFileHandle file = here.Handle.OpenOrCreateFile("lock"u8);
        Assert.Null(FileLock.TryTake(file, FileLockMode.Shared));
        Assert.True(file.IsClosed);
    }

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(SafeFileHandle file);

    private FileLock Acquire(FileLockMode mode) => FileLock.Acquire(here.Handle.OpenOrCreateFile("lock"u8), mode);

    private FileLock? TryAcquire(FileLockMode mode) => FileLock.TryAcquire(here.Handle.OpenOrCreateFile("lock"u8), mode);
}
