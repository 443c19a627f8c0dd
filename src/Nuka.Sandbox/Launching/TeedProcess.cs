using Nuka.Platform.Errors;
using Nuka.Sandbox.Plans;

namespace Nuka.Sandbox.Launching;

/// <summary>
/// Runs a command in a sandbox as a child of this process, hands on what it prints as it prints it, and remembers the end of that. Its output is a
/// pipe, so it may behave as it does without a terminal.
/// </summary>
public static class TeedProcess
{
    /// <summary>Bytes at the end of the output that are remembered.</summary>
    public const int RememberedBytes = 4 << 20;

    /// <summary>Runs a command to its end.</summary>
    /// <param name="plan">The sandbox.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="directory">Where the plan's file may be written for the time of the run.</param>
    /// <param name="output">Gets both its standard output and its standard error.</param>
    /// <param name="inheritsInput">Whether it has this process's standard input; else its input is empty.</param>
    /// <param name="cancellation">Ends the sandbox, with every process in it.</param>
    /// <returns>
    /// Its exit code (128 and the signal's number when it died by one, 125 when the sandbox could not be built), and the end of its output.
    /// </returns>
    /// <exception cref="NukaException"><c>sandbox/no-launcher</c>; what <see cref="PlanFile.Encode"/> throws.</exception>
    public static async Task<(int ExitCode, ReadOnlyMemory<byte> End)> RunAsync(
        SandboxPlan plan, IReadOnlyList<string> command, string directory, Stream output, bool inheritsInput, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(output);
        using SemaphoreSlim turn = new(1);
        using MemoryStream end = new();
        (int code, byte[] heard) = await LauncherChild.RunAsync(plan, command, directory, inheritsInput, ListenAsync, cancellation);
        return (code, heard);

        async Task<byte[]> ListenAsync(Stream said, Stream complained)
        {
            await Task.WhenAll(CopyAsync(said, output, end, turn), CopyAsync(complained, output, end, turn));
            return end.ToArray();
        }
    }

    /// <summary>The pipes end with the sandbox: until then nothing but its output is waited for.</summary>
    private static async Task CopyAsync(Stream from, Stream output, MemoryStream end, SemaphoreSlim turn)
    {
        byte[] buffer = new byte[65536];
        int read;
        while ((read = await from.ReadAsync(buffer, CancellationToken.None)) > 0)
        {
            await turn.WaitAsync(CancellationToken.None);
            try
            {
                Remember(end, buffer.AsSpan(0, read));
                await output.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
                await output.FlushAsync(CancellationToken.None);
            }
            catch (IOException)
            {
                // Nobody listens any more: the command goes on, and must not wait for a full pipe.
            }
            finally
            {
                turn.Release();
            }
        }
    }

    private static void Remember(MemoryStream end, ReadOnlySpan<byte> bytes)
    {
        if (end.Length + bytes.Length > 2 * RememberedBytes)
        {
            byte[] kept = end.GetBuffer().AsSpan((int)end.Length - RememberedBytes, RememberedBytes).ToArray();
            end.SetLength(0);
            end.Write(kept);
        }

        end.Write(bytes);
    }
}
