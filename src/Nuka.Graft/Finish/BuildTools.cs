namespace Nuka.Graft.Finish;

/// <summary>Programs of the machine that a build sandbox is made with: absolute paths.</summary>
/// <param name="Bubblewrap">bubblewrap, 0.4 or later.</param>
/// <param name="Unshare">unshare(1) of util-linux.</param>
/// <param name="Mount">mount(8) of util-linux.</param>
/// <param name="Shell">A POSIX shell.</param>
public sealed record BuildTools(string Bubblewrap, string Unshare, string Mount, string Shell);
