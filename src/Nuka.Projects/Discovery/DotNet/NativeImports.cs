using System.Text.RegularExpressions;
using Nuka.Projects.Discovery.C;
using Nuka.Projects.Discovery.Files;

namespace Nuka.Projects.Discovery.DotNet;

/// <summary>The native libraries that sources of C# name in <c>[DllImport]</c> and <c>[LibraryImport]</c>.</summary>
internal static partial class NativeImports
{
    private const int MaximumMeanings = 4;

    // The C library's own files, and what .NET brings beside itself.
    private static readonly string[] Present = ["libc.so.6", "libm.so.6", "libdl.so.2", "libpthread.so.0", "librt.so.1", "ld-linux-x86-64.so.2", "__Internal", "QCall"];

    /// <summary>Looks through the sources. A name that no archive has is a library of the project, of one of its packages, or of another system.</summary>
    public static void Find(SourceFiles files, NeedSink sink)
    {
        IEnumerable<string> paths = files.Paths.Where(path => path.EndsWith(".cs", StringComparison.Ordinal) && !OtherSystems.Owns(path)).Take(ScanLimits.SourceFiles);
        List<(string Constant, string File, Evidence Evidence)> named = [];
        List<(string Constant, string File, string Value)> constants = [];
        foreach (SourceText text in paths.Select(path => SourceText.ReadSource(files, path)).OfType<SourceText>())
        {
            foreach (Match import in Import().Matches(text.Text))
            {
                Evidence evidence = text.At(import.Index, import.Value);
                if (import.Groups[1].Success)
                {
                    Add(import.Groups[1].Value, evidence, sink);
                }
                else
                {
                    string constant = import.Groups[2].Value;
                    named.Add((constant[(constant.LastIndexOf('.') + 1)..], text.File, evidence));
                }
            }

            constants.AddRange(Constant().Matches(text.Text).Select(match => (match.Groups[1].Value, text.File, match.Groups[2].Value)));
        }

        // The file's own constant, else those of that name elsewhere: the parts of one class lie in several files.
        ILookup<string, (string Constant, string File, string Value)> known = constants.ToLookup(constant => constant.Constant, StringComparer.Ordinal);
        foreach ((string constant, string file, Evidence evidence) in named)
        {
            (string Constant, string File, string Value)[] own = [.. known[constant].Where(one => one.File == file)];
            foreach (string value in (own.Length > 0 ? own : known[constant]).Select(one => one.Value).Distinct(StringComparer.Ordinal).Take(MaximumMeanings))
            {
                Add(value, evidence, sink);
            }
        }
    }

    private static void Add(string name, Evidence evidence, NeedSink sink)
    {
        if (Present.Contains(name, StringComparer.Ordinal) || name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".dylib", StringComparison.Ordinal)
            || !Name().IsMatch(name))
        {
            return;
        }

        // As .NET looks for it: a name with a version is a file's, any other stands for `libNAME.so`.
        if (name.Contains(".so.", StringComparison.Ordinal))
        {
            sink.Add(NeedKind.SharedLibrary, name, evidence, optional: true);
        }
        else
        {
            string bare = name.EndsWith(".so", StringComparison.Ordinal) ? name[..^3] : name;
            LinkWords.AddLibrary(bare.StartsWith("lib", StringComparison.Ordinal) ? bare[3..] : bare, evidence, sink, optional: true);
        }
    }

    [GeneratedRegex(@"\[\s*(?:[\w.]+\.)?(?:DllImport|LibraryImport)(?:Attribute)?\s*\(\s*(?:""([^""\n]+)""|([A-Za-z_][\w.]*))", RegexOptions.CultureInvariant)]
    private static partial Regex Import();

    [GeneratedRegex(@"\bconst\s+string\s+([A-Za-z_]\w*)\s*=\s*""([^""\n]+)""", RegexOptions.CultureInvariant)]
    private static partial Regex Constant();

    [GeneratedRegex(@"^[A-Za-z][\w.+-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
