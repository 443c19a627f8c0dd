namespace Nuka.Packages;

/// <summary>What packages are built for.</summary>
/// <param name="System">The operating system: <c>linux</c>.</param>
/// <param name="Architecture">The processor's architecture: <c>x86_64</c>.</param>
/// <param name="Level">The level of the processor: <c>x86-64-v1</c>.</param>
public sealed record PackageTarget(string System, string Architecture, string Level)
{
    /// <summary>The module that package files read it from.</summary>
    internal string Module => $"export const target = {{os: \"{System}\", arch: \"{Architecture}\", cpu: \"{Level}\"}}\n";
}
