using System.Collections.Concurrent;
using Nuka.Platform.Progress;
using Nuka.Platform.State;
using Nuka.Projects.Exec;

namespace Nuka.Projects.Tests.Exec;

public sealed class ProjectTurns : IDisposable
{
    private readonly TemporaryProject directory = new();
    private readonly Notes notes = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task One_has_the_turn_and_the_next_gets_it_when_it_ends_and_says_after_a_while_whom_it_waits_for()
    {
        Task<ProjectTurn> second;
        using (await TakeAsync("/a"))
        {
            second = TakeAsync("/a");
            await Task.Delay(ProjectTurn.Patience * 1.5, TestContext.Current.CancellationToken);
            Assert.False(second.IsCompleted);
            Assert.Equal([$"waiting for another nuka (process {Environment.ProcessId}), which is changing what this project is locked to"], notes.Lines);
        }

        using ProjectTurn later = await second;
    }

    [Fact]
    public async Task Projects_do_not_wait_for_one_another()
    {
        using ProjectTurn one = await TakeAsync("/a");
        using ProjectTurn other = await TakeAsync("/b");
        Assert.Empty(notes.Lines);
    }

    [Fact]
    public async Task Waiting_ends_when_the_person_interrupts()
    {
        using ProjectTurn one = await TakeAsync("/a");
        using CancellationTokenSource interrupted = new(TimeSpan.FromMilliseconds(100));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => TakeAsync("/a", interrupted.Token));
    }

    private Task<ProjectTurn> TakeAsync(string project, CancellationToken? cancellation = null) => ProjectTurn.TakeAsync(
        new StateDirectory(directory.Directory), project, TimeProvider.System, notes, cancellation ?? TestContext.Current.CancellationToken);

    private sealed class Notes : IProgressSink
    {
        public ConcurrentQueue<string> Lines { get; } = new();

        public IProgressTask Begin(string title, long total = 0, ProgressUnit unit = ProgressUnit.Items) => SilentProgress.Instance.Begin(title, total, unit);

        public void Note(string line) => Lines.Enqueue(line);
    }
}
