using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;
using Nuka.Environments.Permissions;
using Nuka.Platform.Files;
using Nuka.Platform.Progress;
using Nuka.Platform.State;

namespace Nuka.Projects.Exec;

/// <summary>
/// The right to change a project's manifest and lock. One command at a time has it, from before it reads them until it has written them, so that none
/// loses what another one wrote. It is a lock on a file of the state directory (nothing is laid into the project), and ends with the process that has it.
/// </summary>
internal sealed class ProjectTurn : IDisposable
{
    /// <summary>How long is waited in silence.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private const int ProcessIdBytes = 32;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly FileLock hold;

    private ProjectTurn(FileLock hold) => this.hold = hold;

    /// <summary>Takes the turn, after whoever has it.</summary>
    /// <param name="state">The state directory.</param>
    /// <param name="projectDirectory">The project's real absolute path.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="progress">Hears whom is waited for.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    public static async Task<ProjectTurn> TakeAsync(
        StateDirectory state, string projectDirectory, TimeProvider clock, IProgressSink progress, CancellationToken cancellation)
    {
        string directory = PrivateDirectory.Make(state.Project(ProjectKey.Of(projectDirectory)));
        long start = clock.GetTimestamp();
        for (bool said = false; ;)
        {
            SafeFileHandle file = Open(directory);
            if (FileLock.TryAcquire(file, FileLockMode.Exclusive) is { } hold)
            {
                RandomAccess.SetLength(file, 0);
                RandomAccess.Write(file, Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)), 0);
                return new ProjectTurn(hold);
            }

            if (!said && clock.GetElapsedTime(start) >= Patience)
            {
                said = true;
                progress.Note($"waiting for {Holder(file)}, which is changing what this project is locked to");
            }

            file.Dispose();
            await Task.Delay(Pause, clock, cancellation);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => hold.Dispose();

    private static SafeFileHandle Open(string directory)
    {
        using DirectoryHandle parent = DirectoryHandle.Open(directory);
        return parent.OpenOrCreateFile("turn.lock"u8, 0x180); // 0600
    }

    private static string Holder(SafeFileHandle file)
    {
        byte[] written = new byte[ProcessIdBytes];
        string id = Encoding.ASCII.GetString(written, 0, RandomAccess.Read(file, written, 0));
        return int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out int process)
            ? string.Create(CultureInfo.InvariantCulture, $"another nuka (process {process})") : "another nuka";
    }
}
