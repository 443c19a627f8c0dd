using System.Collections.Immutable;
using System.IO.Enumeration;
using Nuka.Platform.Files;

namespace Nuka.Environments.Host;

/// <summary>
/// Finds the user-space part of the NVIDIA driver, which must be of the same version as the kernel's part and so can only be the host's own. Mesa's
/// drivers talk to every kernel and come from the archive.
/// </summary>
/// <param name="hostRoot">The host's root directory.</param>
/// <param name="triplet">The GNU triplet of the library directories.</param>
public sealed class GraphicsDriver(string hostRoot, string triplet)
{
    /// <summary>More than any driver has; each file is a mount.</summary>
    private const int FileLimit = 200;

    // NVIDIA, "README: Installed Components" of the Linux driver: the libraries of CUDA, OpenGL, Vulkan, video and compute.
    private static readonly ImmutableArray<string> Libraries =
    [
        "libcuda.so*", "libcudadebugger.so*", "libnvcuvid.so*", "libnvoptix.so*", "libnvidia-*.so*", "libGLX_nvidia.so*", "libEGL_nvidia.so*",
        "libGLESv1_CM_nvidia.so*", "libGLESv2_nvidia.so*",
    ];

    // What the loaders of GLVND, Vulkan, OpenCL and GBM read to find these libraries.
    private static readonly ImmutableArray<(string Directory, string Pattern)> Descriptions =
    [
        ("usr/share/glvnd/egl_vendor.d", "*nvidia*.json"), ("usr/share/egl/egl_external_platform.d", "*nvidia*.json"),
        ("usr/share/vulkan/icd.d", "nvidia*.json"), ("etc/vulkan/icd.d", "nvidia*.json"),
        ("usr/share/vulkan/implicit_layer.d", "nvidia*.json"), ("etc/OpenCL/vendors", "nvidia*.icd"),
    ];

    private string LibraryDirectory => $"usr/lib/{triplet}";

    /// <summary>The driver as a layer; <see langword="null"/> if its libraries are not there.</summary>
    public HostLayer? Find()
    {
        SortedDictionary<string, string> files = new(StringComparer.Ordinal);
        foreach (string directory in (string[])[LibraryDirectory, $"{LibraryDirectory}/nvidia/current", "usr/lib64", "usr/lib"])
        {
            foreach (string pattern in Libraries)
            {
                Add(files, directory, pattern, LibraryDirectory);
            }

            Add(files, $"{directory}/gbm", "nvidia-drm_gbm.so", $"{LibraryDirectory}/gbm");
            Add(files, $"{directory}/vdpau", "libvdpau_nvidia.so*", $"{LibraryDirectory}/vdpau");
        }

        if (!files.Keys.Any(path => Path.GetFileName(path).StartsWith("lib", StringComparison.Ordinal)))
        {
            return null;
        }

        foreach ((string directory, string pattern) in Descriptions)
        {
            Add(files, directory, pattern, directory);
        }

        return new HostLayer($"nvidia {Version(files.Values)}", [.. files.Take(FileLimit).Select(file => (file.Value, "/" + file.Key))]);
    }

    /// <summary>Adds the files of a directory, each under the name it has there; the first directory that has a name counts.</summary>
    private void Add(SortedDictionary<string, string> files, string directory, string pattern, string target)
    {
        string full = Path.Join(hostRoot, directory);
        if (!Directory.Exists(full))
        {
            return;
        }

        foreach (string path in Directory.EnumerateFiles(full).Where(path => FileSystemName.MatchesSimpleExpression(pattern, Path.GetFileName(path), ignoreCase: false)))
        {
            if (HostFile.Look(path).IsThere)
            {
                files.TryAdd($"{target}/{Path.GetFileName(path)}", RealPath.Of(path));
            }
        }
    }

    /// <summary>The version of the driver, as its main libraries have it behind <c>.so.</c>; others have versions of their own.</summary>
    private static string Version(IEnumerable<string> paths) => paths
        .Select(path => Path.GetFileName(path).Split(".so."))
        .Where(parts => parts is ["libcuda" or "libGLX_nvidia" or "libnvidia-glcore", var version] && version.Contains('.', StringComparison.Ordinal))
        .Select(parts => parts[1]).Order(StringComparer.Ordinal).FirstOrDefault("of unknown version");
}
