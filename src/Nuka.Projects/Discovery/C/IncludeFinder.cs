using System.Text.RegularExpressions;
using Nuka.Projects.Discovery.Files;

namespace Nuka.Projects.Discovery.C;

/// <summary>Headers that sources of C and C++ include and the project does not have itself.</summary>
internal static partial class IncludeFinder
{
    // What the compiler, its C++ library, or the headers of node bring, whoever asks for them; a name that ends with `/` is a directory.
    private static readonly HashSet<string> Compiler = new(StringComparer.Ordinal)
    {
        "bits/", "ext/", "experimental/", "tr1/", "debug/", "parallel/", "pstl/", "sanitizer/", "ssp/",
        "stdarg.h", "stddef.h", "stdbool.h", "stdalign.h", "stdatomic.h", "stdnoreturn.h", "stdint.h", "stdint-gcc.h", "stdckdint.h", "stdfix.h", "float.h", "limits.h", "syslimits.h",
        "iso646.h", "varargs.h", "tgmath.h", "unwind.h", "cpuid.h", "mm_malloc.h", "mm3dnow.h", "quadmath.h", "quadmath_weak.h", "omp.h", "openacc.h", "acc_prof.h", "gcov.h", "cet.h",
        "backtrace-supported.h", "arm_neon.h", "arm_acle.h", "arm_sve.h", "arm_fp16.h", "arm_bf16.h", "altivec.h", "htmintrin.h", "vecintrin.h",
        "windows.h", "winsock2.h", "node.h", "nan.h", "napi.h", "napi-inl.h", "node_api.h", "node_api_types.h", "js_native_api.h", "js_native_api_types.h", "node_version.h", "node_buffer.h",
        "node_object_wrap.h", "uv.h", "v8.h",
    };

    /// <summary>Looks through every source file that is not for another system.</summary>
    /// <param name="files">The project.</param>
    /// <param name="sink">Where needs go.</param>
    public static void Find(SourceFiles files, NeedSink sink) => FindIn(files, files.Paths.Where(path => !OtherSystems.Owns(path)), sink, certain: false);

    /// <summary>Looks through the source files of a package whose build does not tell which of them it compiles.</summary>
    /// <param name="files">The package.</param>
    /// <param name="sink">Where needs go.</param>
    public static void FindInPackage(SourceFiles files, NeedSink sink) =>
        FindIn(files, files.Paths.Where(path => !OtherSystems.OwnsOrIsBeside(path)), sink, certain: true);

    /// <summary>Looks through the source files that a build compiles, and through what they include of the package's own.</summary>
    /// <param name="files">The package.</param>
    /// <param name="sources">Paths of what is compiled.</param>
    /// <param name="sink">Where needs go.</param>
    public static void FindReached(SourceFiles files, IEnumerable<string> sources, NeedSink sink)
    {
        HashSet<string> all = new(files.Paths, StringComparer.Ordinal);
        ILookup<string, string> named = files.Paths.Where(path => !OtherSystems.Owns(path)).ToLookup(path => path[(path.LastIndexOf('/') + 1)..], StringComparer.Ordinal);
        Queue<string> waiting = new(sources.Distinct(StringComparer.Ordinal));
        HashSet<string> reached = new(waiting, StringComparer.Ordinal);
        int count = 0;
        Kinds kinds = new();
        while (waiting.TryDequeue(out string? path))
        {
            if (++count > ScanLimits.SourceFiles)
            {
                NoteRest(sink);
                break;
            }

            if (SourceText.ReadSource(files, path) is not { } text)
            {
                continue;
            }

            kinds.Take(path);
            foreach (string own in Find(files, text, sink, certain: true).SelectMany(header => Own(all, named, path, header)).Where(reached.Add))
            {
                waiting.Enqueue(own);
            }
        }

        kinds.AddTo(files, sink);
    }

    /// <summary>Looks through one file.</summary>
    /// <returns>The headers in it that are the project's own.</returns>
    internal static List<string> Find(SourceFiles files, SourceText text, NeedSink sink, bool certain)
    {
        Preprocessor preprocessor = new();
        List<string> own = [];
        foreach ((int number, string line) in text.Lines())
        {
            if (!line.Contains('#', StringComparison.Ordinal) || preprocessor.Read(line))
            {
                continue;
            }

            bool? counts = preprocessor.Counts;
            Match match = Include().Match(line);
            if (counts == false || !match.Success)
            {
                continue;
            }

            string header = match.Groups[1].Value.StartsWith("./", StringComparison.Ordinal) ? match.Groups[1].Value[2..] : match.Groups[1].Value;
            if (header.Contains("..", StringComparison.Ordinal) || files.HasTail(header) || !CNames.IsHeader(header))
            {
                own.Add(header);
            }

            if (counts ?? !certain)
            {
                AddHeader(files, sink, header, new Evidence(text.File, number, match.Value.Trim()));
            }
        }

        return own;
    }

    private static void FindIn(SourceFiles files, IEnumerable<string> paths, NeedSink sink, bool certain)
    {
        int count = 0;
        Kinds kinds = new();
        foreach (string path in paths.Where(path => CNames.IsC(path) || CNames.IsCPlusPlus(path) || CNames.IsHeader(path)))
        {
            if (++count > ScanLimits.SourceFiles)
            {
                NoteRest(sink);
                break;
            }

            if (SourceText.ReadSource(files, path) is { } text)
            {
                kinds.Take(path);
                _ = Find(files, text, sink, certain);
            }
        }

        kinds.AddTo(files, sink);
    }

    private static void NoteRest(NeedSink sink) => sink.Notes.Add($"only the first {ScanLimits.SourceFiles} source files were read for headers");

    /// <summary>The files that an include line may mean: the one beside the file, else those whose path ends so.</summary>
    private static IEnumerable<string> Own(HashSet<string> all, ILookup<string, string> named, string from, string header)
    {
        string beside = SourceFiles.Join(from, header);
        IEnumerable<string> same = named[header[(header.LastIndexOf('/') + 1)..]];
        string tail = "/" + string.Join('/', header.Split('/').Where(part => part is not ("." or "..")));
        return all.Contains(beside) ? [beside] : same.Where(path => $"/{path}".EndsWith(tail, StringComparison.Ordinal));
    }

    private static void AddHeader(SourceFiles files, NeedSink sink, string path, Evidence evidence)
    {
        bool standard = !path.Contains('.', StringComparison.Ordinal) && !path.Contains('/', StringComparison.Ordinal);
        bool own = path.Contains("..", StringComparison.Ordinal) || files.HasTail(path);
        int slash = path.IndexOf('/', StringComparison.Ordinal);
        bool compiler = Compiler.Contains(slash < 0 ? path : path[..(slash + 1)]) || Intrinsics().IsMatch(path);
        if (!standard && !own && !compiler)
        {
            // A header that no archive has may be made by the build: never an error.
            sink.Add(NeedKind.Header, path, evidence, optional: true);
        }
    }

    [GeneratedRegex(@"^\s*#\s*include\s*[<""]([^>""\s]+)[>""]", RegexOptions.CultureInvariant)]
    private static partial Regex Include();

    [GeneratedRegex(@"^(?:[a-z0-9]*intrin|v8-[a-z-]+)\.h\z", RegexOptions.CultureInvariant)]
    private static partial Regex Intrinsics();

    /// <summary>The languages that were met, by the first file of each.</summary>
    private sealed class Kinds
    {
        private string? c;
        private string? cPlusPlus;

        public void Take(string path)
        {
            c ??= CNames.IsC(path) ? path : null;
            cPlusPlus ??= CNames.IsCPlusPlus(path) ? path : null;
        }

        public void AddTo(SourceFiles files, NeedSink sink)
        {
            foreach ((string? path, string tool) in ((string?, string)[])[(c, "c"), (cPlusPlus, "cxx")])
            {
                if (path is not null)
                {
                    sink.AddKnown("tool", tool, new Evidence(files.Label + path, 0, path[path.LastIndexOf('.')..]));
                }
            }
        }
    }
}
