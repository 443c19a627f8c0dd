namespace Nuka.Projects.Discovery.C;

/// <summary>Tells by its path whether a file is for another system than Linux, or is beside what is built.</summary>
internal static class OtherSystems
{
    private static readonly HashSet<string> Systems = new(StringComparer.OrdinalIgnoreCase)
    {
        "haiku", "beos", "darwin", "macos", "macosx", "osx", "xcode", "ios", "win", "windows", "win32", "win64", "winrt", "winpcap", "winusb", "wince", "msvc", "vcxproj", "uwp",
        "cygwin", "mingw", "mingw32", "mingw64", "sunos", "solaris", "netbsd", "openbsd", "freebsd", "dragonfly", "aix", "hpux", "zos", "os2", "os390", "os400", "vms", "vxworks",
        "qnx", "android", "amiga", "amigaos", "morphos", "riscos", "symbian", "emscripten", "wasm", "wasi",
    };

    // A part that names one of these as well is shared with Linux.
    private static readonly HashSet<string> Shared = new(StringComparer.OrdinalIgnoreCase) { "linux", "unix", "posix" };

    private static readonly HashSet<string> Beside = new(StringComparer.OrdinalIgnoreCase)
    {
        "test", "tests", "testing", "unittest", "unittests", "gtest", "googletest", "example", "examples", "sample", "samples", "demo", "demos", "fuzz", "fuzzing", "fuzzer", "fuzzers",
        "bench", "benches", "benchmark", "benchmarks", "doc", "docs",
    };

    /// <summary>Whether a directory or the file is named after another system: <c>os/haiku_usb.cpp</c>, <c>src/win/pipe.c</c>.</summary>
    public static bool Owns(string path) => Array.Exists(path.Split('/'), part =>
    {
        string[] words = part.Split('_', '-', '.');
        return Array.Exists(words, Systems.Contains) && !Array.Exists(words, Shared.Contains);
    });

    /// <summary>Whether a file is for another system, or belongs to tests, examples and the like, which installing a package does not build.</summary>
    public static bool OwnsOrIsBeside(string path) => Owns(path) || Array.Exists(path.Split('/', '_', '-', '.'), Beside.Contains);
}
