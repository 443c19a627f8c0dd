namespace Nuka.Projects.Discovery;

/// <summary>A runtime that a project asks for.</summary>
/// <param name="Name">Its name: <c>node</c>, <c>python</c>, <c>rust</c>, <c>go</c>, <c>dotnet</c>, <c>ruby</c>, <c>php</c>.</param>
/// <param name="Range">The versions that will do, in the words of that ecosystem; empty if any will.</param>
/// <param name="Evidence">The line that says so.</param>
public sealed record RuntimeRequest(string Name, string Range, Evidence Evidence);
