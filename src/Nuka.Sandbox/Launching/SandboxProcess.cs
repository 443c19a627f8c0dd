using System.Collections.Immutable;
using Nuka.Platform.Errors;
using Nuka.Sandbox.Plans;

namespace Nuka.Sandbox.Launching;

/// <summary>Runs a command in a sandbox as a child of this process and collects what it says: for builds, not for a person's programs.</summary>
public static class SandboxProcess
{
    /// <summary>Bytes of output and of errors that are kept, each; what comes after is read and dropped.</summary>
    public const int OutputLimitBytes = 16 << 20;

    /// <summary>Runs a command to its end; its standard input is empty.</summary>
    /// <param name="plan">The sandbox.</param>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="directory">Where the plan's file may be written for the time of the run.</param>
    /// <param name="cancellation">Ends the sandbox, with every process in it.</param>
    /// <exception cref="NukaException"><c>sandbox/no-launcher</c>; what <see cref="PlanFile.Encode"/> throws.</exception>
    public static async Task<SandboxResult> RunAsync(
        SandboxPlan plan, IReadOnlyList<string> command, string directory, CancellationToken cancellation)
    {
        (int code, ImmutableArray<byte>[] heard) = await LauncherChild.RunAsync(
            plan,
            command,
            directory,
            inheritsInput: false,
            (output, errors) => Task.WhenAll(CollectAsync(output, cancellation), CollectAsync(errors, cancellation)),
            cancellation);
        return new SandboxResult(code, heard[0], heard[1]);
    }

    private static async Task<ImmutableArray<byte>> CollectAsync(Stream stream, CancellationToken cancellation)
    {
        using MemoryStream kept = new();
        byte[] buffer = new byte[65536];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellation)) > 0)
        {
            kept.Write(buffer, 0, (int)Math.Min(read, OutputLimitBytes - kept.Length));
        }

        return [.. kept.ToArray()];
    }
}
