namespace Nuka.Projects.Manifests;

/// <summary>The names of platforms in manifests and locks: architecture and kernel.</summary>
public static class PlatformName
{
    private static readonly (string Name, string? Architecture, string CpuLevel)[] Known =
    [
        ("x86_64-linux", "amd64", "x86-64-v1"), ("aarch64-linux", "arm64", "armv8-a"), ("armv7-linux", "armhf", "armv7-a"), ("riscv64-linux", "riscv64", "rv64gc"),
        ("x86_64-darwin", null, ""), ("aarch64-darwin", null, ""), ("x86_64-windows", null, ""), ("x86_64-freebsd", null, ""),
    ];

    /// <summary>Every name.</summary>
    internal static string[] All => [.. Known.Select(row => row.Name)];

    /// <summary>The architecture of a platform in Debian's words.</summary>
    /// <param name="platform">The platform.</param>
    /// <returns><see langword="null"/> for one that no Debian archive is for.</returns>
    public static string? Architecture(string platform) => Array.Find(Known, row => row.Name == platform).Architecture;

    /// <summary>The least level of a platform's processors.</summary>
    /// <param name="platform">The platform.</param>
    public static string CpuLevel(string platform) => Array.Find(Known, row => row.Name == platform).CpuLevel;
}
