using Nuka.Platform.Errors;

namespace Nuka.Projects.Manifests;

/// <summary>A runtime that the manifest asks for.</summary>
/// <param name="Name">Its name: <c>node</c>, <c>python</c>.</param>
/// <param name="Range">The versions that will do, in the words of that ecosystem.</param>
/// <param name="Place">Where it stands.</param>
public sealed record RequestedRuntime(string Name, string Range, Place Place);
