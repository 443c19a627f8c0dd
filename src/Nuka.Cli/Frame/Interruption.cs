using System.Runtime.InteropServices;

namespace Nuka.Cli.Frame;

/// <summary>
/// Turns SIGINT, SIGTERM and SIGHUP into a cancelled token. Rooms stop at their next look at the token; because every one of them may be killed at
/// any instruction without loss (law 6), a process that has not stopped after <see cref="GraceMilliseconds"/> is simply ended.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>How long a room may take to stop: below the promised second.</summary>
    internal const int GraceMilliseconds = 800;

    private static readonly PosixSignal[] Signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];

    private readonly CancellationTokenSource _source = new();
    private readonly TimeProvider _clock;
    private readonly PosixSignalRegistration[] _registrations;
    private ITimer? _end;
    private volatile int _signal;

    /// <summary>Starts to listen.</summary>
    internal Interruption(TimeProvider clock)
    {
        _clock = clock;
        _registrations = Array.ConvertAll(Signals, signal => PosixSignalRegistration.Create(signal, Handle));
    }

    /// <summary>Cancelled by the first signal.</summary>
    internal CancellationToken Token => _source.Token;

    /// <summary>128 + the signal's number once a signal came; <see langword="null"/> before.</summary>
    internal int? ExitCode => _signal == 0 ? null : ExitCodes.SignalBase + _signal;

    /// <inheritdoc/>
    public void Dispose()
    {
        _end?.Dispose();
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        int number = context.Signal switch { PosixSignal.SIGINT => 2, PosixSignal.SIGHUP => 1, _ => 15 };
        if (_signal != 0)
        {
            End();
        }

        _signal = number;
        _end = _clock.CreateTimer(static me => ((Interruption)me!).End(), this, TimeSpan.FromMilliseconds(GraceMilliseconds),
            Timeout.InfiniteTimeSpan);
        _source.Cancel();
    }

    private void End() => Environment.Exit(ExitCodes.SignalBase + _signal);
}
