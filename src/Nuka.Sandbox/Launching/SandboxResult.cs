using System.Collections.Immutable;

namespace Nuka.Sandbox.Launching;

/// <summary>How a command in a sandbox ended.</summary>
/// <param name="ExitCode">Its exit code; 128 and the signal's number when it died by one; 125 when the sandbox could not be built.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Errors">Its standard error, and what the launcher itself had to say.</param>
public sealed record SandboxResult(int ExitCode, ImmutableArray<byte> Output, ImmutableArray<byte> Errors);
