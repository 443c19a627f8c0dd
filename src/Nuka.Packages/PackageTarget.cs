using Nuka.Platform.Processors;

namespace Nuka.Packages;

/// <summary>What packages are built for.</summary>
/// <param name="System">The operating system: <c>linux</c>.</param>
/// <param name="Architecture">The processor's architecture: <c>x86_64</c>.</param>
/// <param name="Level">The level of the processor: <c>x86-64-v1</c>.</param>
public sealed record PackageTarget(string System, string Architecture, string Level)
{
    /// <summary>The system and the architecture: <c>linux/x86_64</c>.</summary>
    public string Platform => $"{System}/{Architecture}";

    /// <summary>The same platform at the level that every processor of the architecture has.</summary>
    public PackageTarget Lowest => this with { Level = CpuLevels.Lowest(Architecture)?.Name ?? Architecture };

    /// <summary>The module that package files read it from.</summary>
    internal string Module => $"export const target = {{os: \"{System}\", arch: \"{Architecture}\", cpu: \"{Level}\"}}\n";
}
