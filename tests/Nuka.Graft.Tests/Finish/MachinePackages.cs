using System.Diagnostics;
using System.Text;
using Nuka.Graft.Tests.Unpack;

namespace Nuka.Graft.Tests.Finish;

/// <summary>Packages of programs that the machine itself has.</summary>
internal static class MachinePackages
{
    /// <summary>Programs of the machine at their paths, with the libraries that they need.</summary>
    internal static DebBuilder Of(string name, params IEnumerable<string> programs)
    {
        DebBuilder deb = FinishLayerTests.Package(name);
        SortedSet<string> libraries = new(StringComparer.Ordinal);
        foreach (string program in programs)
        {
            AddFile(deb, program, 0x1ED);
            using Process ldd = Process.Start(new ProcessStartInfo("ldd", [program]) { RedirectStandardOutput = true })!;
            libraries.UnionWith(ldd.StandardOutput.ReadToEnd().Split([' ', '\t', '\n']).Where(word => word.StartsWith('/')));
        }

        foreach (string library in libraries)
        {
            AddFile(deb, library, 0x1ED);
        }

        return deb;
    }

    /// <summary>A file of the machine, where it stands in a merged root.</summary>
    internal static void AddFile(DebBuilder deb, string path, uint mode = 0x1A4) =>
        deb.File("." + (path.StartsWith("/usr/", StringComparison.Ordinal) ? path : "/usr" + path), Encoding.Latin1.GetString(File.ReadAllBytes(path)), mode);
}
