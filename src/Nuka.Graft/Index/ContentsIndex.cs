using System.Text;
using Nuka.Graft.Sources;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Index;

/// <summary>
/// Which package holds a file: the compiled Contents of all releases, opened together. Every look-up answers with candidates, best
/// first; an empty answer means that no archive has it among the kinds that are kept. Safe for use by several threads.
/// </summary>
public sealed class ContentsIndex : IDisposable
{
    private readonly List<ContentsIndexFile> files;
    private readonly ContentsRanking ranking;
    private readonly string triplet;

    private ContentsIndex(List<ContentsIndexFile> files, Func<string, bool> isKnown, string triplet)
    {
        this.files = files;
        this.triplet = triplet;
        ranking = new ContentsRanking(isKnown, triplet);
    }

    /// <summary>How many paths are kept.</summary>
    public long Count => files.Sum(file => file.Count);

    /// <summary>Opens the compiled Contents of some releases.</summary>
    /// <param name="directory">Where the compiled indexes lie.</param>
    /// <param name="releases">The releases, as the state lists them.</param>
    /// <param name="isKnown">Whether the package lists know a name: what they do not know is ranked last.</param>
    /// <param name="triplet">The GNU triplet of the machine's library directory: <c>x86_64-linux-gnu</c>.</param>
    /// <exception cref="FileNotFoundException">An index is gone (another process updated meanwhile): read the state again.</exception>
    /// <exception cref="NukaException"><c>graft/damaged-index</c>.</exception>
    public static ContentsIndex Open(string directory, IEnumerable<ReleaseState> releases, Func<string, bool> isKnown, string triplet)
    {
        List<ContentsIndexFile> files = [];
        try
        {
            foreach (CompiledIndex index in releases.SelectMany(release => release.Contents))
            {
                files.Add(ContentsIndexFile.Open(Path.Combine(directory, index.FileName)));
            }

            return new ContentsIndex(files, isKnown, triplet);
        }
        catch
        {
            files.ForEach(file => file.Dispose());
            throw;
        }
    }

    /// <summary>Packages with a pkg-config module.</summary>
    /// <param name="module">Its name: <c>cairo</c>.</param>
    public IReadOnlyList<ContentsCandidate> FindPkgConfig(string module) =>
        ranking.Rank(Find(ContentsKind.PkgConfig, module), wantsDevelopment: true, NativeDirectory);

    /// <summary>Packages with a header.</summary>
    /// <param name="header">What stands in the include line: <c>cairo.h</c>, <c>X11/Xlib.h</c>, <c>vector</c>.</param>
    public IReadOnlyList<ContentsCandidate> FindHeader(string header)
    {
        string name = header[(header.LastIndexOf('/') + 1)..];
        IEnumerable<ContentsMatch> matches = Find(ContentsKind.Header, name)
            .Where(match => match.Path.EndsWith($"/{header}", StringComparison.Ordinal));
        return ranking.Rank(matches, wantsDevelopment: true, path =>
            path == $"usr/include/{header}" || path == $"usr/include/{triplet}/{header}" ? 0 : 1);
    }

    /// <summary>Packages with a shared library as a program asks for it when it runs.</summary>
    /// <param name="soname">Its file name: <c>libX11.so.6</c>.</param>
    public IReadOnlyList<ContentsCandidate> FindSoname(string soname) =>
        ranking.Rank(Find(ContentsKind.Library, soname), wantsDevelopment: false, NativeDirectory);

    /// <summary>Packages with a library as a linker asks for it.</summary>
    /// <param name="library">What stands after <c>-l</c>: <c>jpeg</c>.</param>
    public IReadOnlyList<ContentsCandidate> FindLinkLibrary(string library)
    {
        List<ContentsMatch> matches = Find(ContentsKind.Library, $"lib{library}.so");
        return ranking.Rank(matches.Count > 0 ? matches : Find(ContentsKind.Library, $"lib{library}.a"), wantsDevelopment: true, NativeDirectory);
    }

    /// <summary>Packages with a program.</summary>
    /// <param name="name">Its name: <c>make</c>.</param>
    public IReadOnlyList<ContentsCandidate> FindProgram(string name) =>
        ranking.Rank(Find(ContentsKind.Program, name), wantsDevelopment: false, _ => 0);

    /// <summary>Packages that CMake's <c>find_package</c> would find a name by.</summary>
    /// <param name="package">The name: <c>Foo</c>, for which FooConfig.cmake and foo-config.cmake are looked up, then the find
    /// module FindFoo.cmake: a package that has only that brings CMake's knowledge of Foo, not Foo.</param>
    public IReadOnlyList<ContentsCandidate> FindCMakePackage(string package)
    {
        List<ContentsMatch> matches =
        [
            .. Find(ContentsKind.CMake, $"{package}Config.cmake"),
            .. Find(ContentsKind.CMake, $"{package.ToLowerInvariant()}-config.cmake"),
        ];
        return matches.Count > 0
            ? ranking.Rank(matches, wantsDevelopment: true, NativeDirectory)
            : ranking.Rank(Find(ContentsKind.CMake, $"Find{package}.cmake"), wantsDevelopment: false, path => IsBelow(path, "usr/share/cmake-"));
    }

    /// <summary>Packages with an introspection file.</summary>
    /// <param name="fileName">Its file name: <c>Gtk-3.0.typelib</c>.</param>
    public IReadOnlyList<ContentsCandidate> FindIntrospection(string fileName) => ranking.Rank(
        Find(ContentsKind.Introspection, fileName), wantsDevelopment: fileName.EndsWith(".gir", StringComparison.Ordinal), NativeDirectory);

    /// <summary>Packages with a Python 3 module.</summary>
    /// <param name="module">Its dotted name; where nothing has all of it, its beginning is looked up.</param>
    public IReadOnlyList<ContentsCandidate> FindPythonModule(string module)
    {
        for (string name = module; name.Length > 0; name = name[..Math.Max(0, name.LastIndexOf('.'))])
        {
            List<ContentsMatch> matches = Find(ContentsKind.PythonModule, name);
            if (matches.Count > 0)
            {
                return ranking.Rank(matches, wantsDevelopment: false, path => path.Contains("/dist-packages/", StringComparison.Ordinal) ? 0 : 1);
            }
        }

        return [];
    }

    /// <summary>Packages with a Perl module.</summary>
    /// <param name="module">Its name: <c>XML::Parser</c>.</param>
    public IReadOnlyList<ContentsCandidate> FindPerlModule(string module) =>
        ranking.Rank(Find(ContentsKind.PerlModule, module), wantsDevelopment: false, _ => 0);

    /// <summary>Packages with a file of aclocal macros.</summary>
    /// <param name="fileName">Its file name: <c>pkg.m4</c>.</param>
    public IReadOnlyList<ContentsCandidate> FindMacro(string fileName) =>
        ranking.Rank(Find(ContentsKind.Macro, fileName), wantsDevelopment: true, _ => 0);

    /// <summary>Packages with a file of a name, in whatever directory, among the kinds that are looked up by their file name.</summary>
    /// <param name="fileName">The file's own name, without a slash: <c>make</c>, <c>cairo.h</c>, <c>cairo.pc</c>, <c>libz.so.1</c>.</param>
    public IReadOnlyList<ContentsCandidate> FindFileName(string fileName)
    {
        if (fileName.EndsWith(".pc", StringComparison.Ordinal))
        {
            return FindPkgConfig(fileName[..^3]);
        }

        ContentsKind[] kinds = [ContentsKind.Program, ContentsKind.Header, ContentsKind.Library, ContentsKind.CMake, ContentsKind.Introspection, ContentsKind.Macro];
        return
        [
            .. kinds.SelectMany(kind => ranking.Rank(Find(kind, fileName), wantsDevelopment: kind is ContentsKind.Header or ContentsKind.CMake, NativeDirectory))
                .DistinctBy(candidate => candidate.Package),
        ];
    }

    /// <summary>
    /// Packages with a path, among the kinds that are kept; <c>/bin</c>, <c>/sbin</c> and <c>/lib…</c> stand for the same directories
    /// below <c>/usr</c>. Paths of other kinds are only in the fetched Contents files: see <see cref="ContentsScan"/>.
    /// </summary>
    /// <param name="path">The absolute path.</param>
    public IReadOnlyList<ContentsCandidate> FindPath(string path)
    {
        string merged = MergedPath(path.TrimStart('/'));
        byte[] bytes = Encoding.UTF8.GetBytes(merged);
        ContentsKind kind = ContentsClassifier.Classify(bytes, new byte[(bytes.Length * 2) + 2], out ReadOnlySpan<byte> key);
        List<ContentsMatch> matches = [];
        foreach (ContentsIndexFile file in files)
        {
            file.Find(kind, key, matches);
        }

        return ranking.Rank(matches.Where(match => MergedPath(match.Path) == merged), wantsDevelopment: false, _ => 0);
    }

    /// <inheritdoc/>
    public void Dispose() => files.ForEach(file => file.Dispose());

    /// <summary>A path as it is once the root's directories are links into usr.</summary>
    internal static string MergedPath(string path) =>
        path.StartsWith("bin/", StringComparison.Ordinal) || path.StartsWith("sbin/", StringComparison.Ordinal) || path.StartsWith("lib", StringComparison.Ordinal)
            ? $"usr/{path}" : path;

    private static int IsBelow(string path, string directory) => path.StartsWith(directory, StringComparison.Ordinal) ? 0 : 1;

    private int NativeDirectory(string path) =>
        Math.Min(IsBelow(MergedPath(path), $"usr/lib/{triplet}/"), Math.Min(IsBelow(path, "usr/share/"), IsBelow(path, "usr/lib/cmake/")));

    private List<ContentsMatch> Find(ContentsKind kind, string key)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(key);
        List<ContentsMatch> found = [];
        foreach (ContentsIndexFile file in files)
        {
            file.Find(kind, bytes, found);
        }

        return found;
    }
}
