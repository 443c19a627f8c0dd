using System.Text.RegularExpressions;
using Nuka.Projects.Discovery.Files;

namespace Nuka.Projects.Discovery.C;

/// <summary>Headers that sources of C and C++ include and the project does not have itself.</summary>
internal static partial class IncludeFinder
{
    private static readonly string[] Compiler =
        ["bits/", "ext/", "experimental/", "tr1/", "windows.h", "winsock2.h", "node.h", "nan.h", "napi.h", "node_api.h", "node_buffer.h", "node_object_wrap.h", "uv.h", "v8.h"];

    /// <summary>Looks through every source file.</summary>
    /// <param name="files">The project.</param>
    /// <param name="sink">Where needs go.</param>
    /// <param name="certain">Whether includes that only may count are left out.</param>
    public static void Find(SourceFiles files, NeedSink sink, bool certain = false)
    {
        int count = 0;
        bool c = false;
        bool cPlusPlus = false;
        foreach (string path in files.Paths.Where(path => CNames.IsC(path) || CNames.IsCPlusPlus(path) || CNames.IsHeader(path)))
        {
            if (++count > ScanLimits.SourceFiles)
            {
                sink.Notes.Add($"only the first {ScanLimits.SourceFiles} source files were read for headers");
                break;
            }

            if (files.ReadBytes(path, ScanLimits.SourceBytes) is { } bytes)
            {
                c |= CNames.IsC(path);
                cPlusPlus |= CNames.IsCPlusPlus(path);
                Find(files, new SourceText(files.Label + path, System.Text.Encoding.UTF8.GetString(bytes)), sink, certain);
            }
        }

        AddCompiler(files, sink, c, cPlusPlus);
    }

    private static void AddCompiler(SourceFiles files, NeedSink sink, bool c, bool cPlusPlus)
    {
        if (c)
        {
            sink.AddKnown("tool", "c", First(files, CNames.IsC));
        }

        if (cPlusPlus)
        {
            sink.AddKnown("tool", "cxx", First(files, CNames.IsCPlusPlus));
        }
    }

    internal static void Find(SourceFiles files, SourceText text, NeedSink sink, bool certain)
    {
        Preprocessor preprocessor = new();
        foreach ((int number, string line) in text.Lines())
        {
            if (!line.Contains('#', StringComparison.Ordinal) || preprocessor.Read(line))
            {
                continue;
            }

            bool counts = preprocessor.Counts ?? !certain;
            Match match = Include().Match(line);
            if (counts && match.Success)
            {
                AddHeader(files, sink, match.Groups[1].Value, new Evidence(text.File, number, match.Value.Trim()));
            }
        }
    }

    private static void AddHeader(SourceFiles files, NeedSink sink, string header, Evidence evidence)
    {
        string path = header.StartsWith("./", StringComparison.Ordinal) ? header[2..] : header;
        bool standard = !path.Contains('.', StringComparison.Ordinal) && !path.Contains('/', StringComparison.Ordinal);
        bool own = path.Contains("..", StringComparison.Ordinal) || files.HasTail(path);
        bool compiler = Array.Exists(Compiler, name => name.EndsWith('/') ? path.StartsWith(name, StringComparison.Ordinal) : path == name);
        if (!standard && !own && !compiler)
        {
            // A header that no archive has may be made by the build: never an error.
            sink.Add(NeedKind.Header, path, evidence, optional: true);
        }
    }

    private static Evidence First(SourceFiles files, Func<string, bool> matches)
    {
        string path = files.Paths.First(matches);
        return new Evidence(files.Label + path, 0, path[path.LastIndexOf('.')..]);
    }

    [GeneratedRegex(@"^\s*#\s*include\s*[<""]([^>""\s]+)[>""]", RegexOptions.CultureInvariant)]
    private static partial Regex Include();
}
