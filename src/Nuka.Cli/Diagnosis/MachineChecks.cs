using System.Runtime.InteropServices;

namespace Nuka.Cli.Diagnosis;

/// <summary>The machine itself: kernel, processor, native libraries, certificates.</summary>
internal static class MachineChecks
{
    private const string Part = "machine";

    private static readonly (string File, string Package, string Use)[] Libraries =
    [
        ("liblzma.so.5", "liblzma5", "reads .xz archives"),
        ("libzstd.so.1", "libzstd1", "reads .zst archives"),
        ("libsqlite3.so.0", "libsqlite3-0", "keeps the store's tables"),
        ("libcrypto.so.3", "libssl3", "signs what was built, and verifies it"),
    ];

    /// <summary>Looks at all of it.</summary>
    /// <param name="certificates">The bundle of certificates that was found, if any.</param>
    internal static IEnumerable<Finding> Run(string? certificates)
    {
        yield return RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64
            ? new Finding(Part, "system", Standing.Works, Describe())
            : new Finding(Part, "system", Standing.Missing,
                $"{Word(RuntimeInformation.ProcessArchitecture)} is not a machine that nuka knows archives for",
                "use an x86-64 or arm64 machine");
        foreach ((string file, string package, string use) in Libraries)
        {
            yield return Try(file)
                ? new Finding(Part, file, Standing.Works, use)
                : new Finding(Part, file, Standing.Missing, $"cannot be loaded; it {use}", $"apt-get install {package}");
        }

        yield return certificates is not null
            ? new Finding(Part, "certificates", Standing.Works, certificates)
            : new Finding(Part, "certificates", Standing.Reduced, "no bundle of certificates was found, so https cannot be used",
                "apt-get install ca-certificates");
    }

    private static string Describe() =>
        $"{RuntimeInformation.OSDescription}, kernel {Environment.OSVersion.Version.ToString(3)}, {Word(RuntimeInformation.ProcessArchitecture)}";

    private static bool Try(string library)
    {
        if (!NativeLibrary.TryLoad(library, typeof(MachineChecks).Assembly, null, out nint handle))
        {
            return false;
        }

        NativeLibrary.Free(handle);
        return true;
    }

    private static string Word(Architecture architecture) => architecture == Architecture.X64 ? "x86-64" : architecture.ToString().ToLowerInvariant();
}
