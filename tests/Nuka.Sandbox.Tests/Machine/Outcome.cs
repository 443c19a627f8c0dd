namespace Nuka.Sandbox.Tests.Machine;

/// <summary>What a process said and how it ended.</summary>
public sealed record Outcome(int Code, string Output, string Errors);
