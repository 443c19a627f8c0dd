using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Sandbox.Plans;

namespace Nuka.Sandbox.Launching;

/// <summary>
/// A command in a sandbox as a child of this process, listened to while it runs: its standard input is empty. It ends with this process, however that ends.
/// Everything about it is done on the thread that started it.
/// </summary>
public sealed class SandboxConversation : IDisposable
{
    /// <summary>Bytes of output and of errors that are kept, each; what comes after is read and dropped.</summary>
    public const int OutputLimitBytes = 16 << 20;

    /// <summary>How soon somebody who does not want to wait any more is heard.</summary>
    private const int PatienceMilliseconds = 50;

    private readonly ChildProgram child;
    private readonly string planFile;
    private readonly long end;
    private readonly CancellationToken cancellation;
    private readonly Heard output = new();
    private readonly Heard errors = new();

    private SandboxConversation(ChildProgram child, string planFile, TimeSpan limit, CancellationToken cancellation)
    {
        this.child = child;
        this.planFile = planFile;
        this.cancellation = cancellation;
        end = limit == Timeout.InfiniteTimeSpan ? long.MaxValue : Environment.TickCount64 + (long)limit.TotalMilliseconds;
    }

    /// <summary>Starts a command.</summary>
    /// <param name="plan">The sandbox.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="directory">Where the plan's file may be written for the time of the run.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="cancellation">Ends the sandbox, with every process in it.</param>
    /// <exception cref="NukaException"><c>sandbox/no-launcher</c>; what <see cref="PlanFile.Encode"/> throws.</exception>
    public static SandboxConversation Start(SandboxPlan plan, IReadOnlyList<string> command, string directory, TimeSpan limit, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(command);
        cancellation.ThrowIfCancellationRequested();
        string file = Path.Combine(directory, PlanCache.OncePrefix + Path.GetRandomFileName());
        File.WriteAllBytes(file, PlanFile.Encode(plan));
        try
        {
            string parent = Environment.ProcessId.ToString("x", CultureInfo.InvariantCulture);
            return new SandboxConversation(
                ChildProgram.Start(plan.Launcher, [plan.Launcher, "--start-child", parent, file, "--", .. command]), file, limit, cancellation);
        }
        catch (FileError error)
        {
            File.Delete(file);
            throw new Problem("sandbox/no-launcher", "the launcher cannot be executed")
            {
                Reasons = [error.Message],
                Hints = ["install nuka again, whole"],
            }.ToException(error);
        }
    }

    /// <summary>Waits for the next line of its output.</summary>
    /// <returns>The line, without its end; <see langword="null"/> when no more comes.</returns>
    /// <exception cref="TimeoutException">It took too long, and has been ended.</exception>
    /// <exception cref="OperationCanceledException">It has been ended.</exception>
    public ReadOnlyMemory<byte>? ReadLine()
    {
        ReadOnlyMemory<byte> line;
        while (!output.TryTakeLine(out line))
        {
            if (output.IsEnded)
            {
                return null;
            }

            Listen();
        }

        return line;
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>How it ended, and what it said that was not read as lines.</returns>
    /// <exception cref="TimeoutException">It took too long, and has been ended.</exception>
    /// <exception cref="OperationCanceledException">It has been ended.</exception>
    public SandboxResult Finish()
    {
        while (!output.IsEnded || !errors.IsEnded)
        {
            Listen(); // the pipes end with the sandbox
        }

        int code = child.AwaitEnd();
        cancellation.ThrowIfCancellationRequested();
        return new SandboxResult(code, output.Rest(), errors.Rest());
    }

    /// <summary>Ends it, if it runs, and takes the plan's file away.</summary>
    public void Dispose()
    {
        child.Kill();
        while (!output.IsEnded || !errors.IsEnded)
        {
            Hear(); // the last of its processes is gone when the pipes are
        }

        child.Dispose();
        File.Delete(planFile);
    }

    private void Listen()
    {
        Hear();
        if (cancellation.IsCancellationRequested || Environment.TickCount64 > end)
        {
            child.Kill();
            cancellation.ThrowIfCancellationRequested();
            throw new TimeoutException();
        }
    }

    private void Hear()
    {
        (bool hasOutput, bool hasErrors) = child.Wait(!output.IsEnded, !errors.IsEnded, PatienceMilliseconds);
        if (hasOutput)
        {
            output.Take(child.ReadOutput(output.Room()));
        }

        if (hasErrors)
        {
            errors.Take(child.ReadErrors(errors.Room()));
        }
    }

    /// <summary>What was heard of one pipe.</summary>
    private sealed class Heard
    {
        private const int Step = 1 << 16;

        private byte[] bytes = new byte[Step];
        private int length;
        private int taken;
        private int searched;

        internal bool IsEnded { get; private set; }

        internal Span<byte> Room()
        {
            if (length + Step > bytes.Length)
            {
                Array.Resize(ref bytes, Math.Max(bytes.Length * 2, length + Step));
            }

            return bytes.AsSpan(length, Step);
        }

        internal void Take(int count)
        {
            IsEnded = count == 0;
            length = Math.Min(length + count, OutputLimitBytes);
        }

        internal bool TryTakeLine(out ReadOnlyMemory<byte> line)
        {
            int found = bytes.AsSpan(searched, length - searched).IndexOf((byte)'\n');
            if (found < 0)
            {
                searched = length;
                line = default;
                return false;
            }

            line = bytes.AsMemory(taken, searched + found - taken);
            taken = searched += found + 1;
            return true;
        }

        internal ImmutableArray<byte> Rest() => ImmutableCollectionsMarshal.AsImmutableArray(bytes.AsSpan(taken, length - taken).ToArray());
    }
}
