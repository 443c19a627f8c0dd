using Nuka.Platform.Errors;

namespace Nuka.Projects.Manifests;

/// <summary>A platform for which the lock is to hold an answer.</summary>
/// <param name="Name">Architecture and kernel: <c>x86_64-linux</c>.</param>
/// <param name="CpuLevel">The least level of the processor, or <see langword="null"/> for the platform's own least.</param>
/// <param name="Place">Where it stands.</param>
public sealed record RequestedPlatform(string Name, string? CpuLevel, Place Place);
