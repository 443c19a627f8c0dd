using Nuka.Platform.Files;

namespace Nuka.Platform.Tests.Files;

public sealed class FileLockTests : IDisposable
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

    private FileLock Acquire(FileLockMode mode) => FileLock.Acquire(here.Handle.OpenOrCreateFile("lock"u8), mode);

    private FileLock? TryAcquire(FileLockMode mode) => FileLock.TryAcquire(here.Handle.OpenOrCreateFile("lock"u8), mode);
}
