using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;
using Microsoft.CodeAnalysis.Text;

/// <summary>
/// The compiler of C# as a program: reads the command line that csc has always had, and hands it to the compiler's library. Debian's mcs compiles this
/// file first, which knows C# up to version 7.
/// </summary>
static class Program
{
    static int Main(string[] words)
    {
        string[] usual = words.Contains("-noconfig") ? new string[0] : new[] { "@" + Path.Combine(AppContext.BaseDirectory, "csc.rsp") };
        CSharpCommandLineArguments said = CSharpCommandLineParser.Default.Parse(usual.Concat(words), Directory.GetCurrentDirectory(), null);
        if (said.DisplayVersion)
        {
            Console.WriteLine(typeof(CSharpCompilation).Assembly.GetName().Version);
            return 0;
        }

        try
        {
            return Tell(said.Errors) && Compile(said) ? 0 : 1;
        }
        catch (Exception error) when (error is IOException || error is UnauthorizedAccessException || error is BadImageFormatException)
        {
            Console.WriteLine("csc: error: " + error.Message);
            return 1;
        }
    }

    static bool Compile(CSharpCommandLineArguments said)
    {
        var sources = new SourceFileResolver(said.SourcePaths, said.BaseDirectory, said.PathMap);
        CSharpCompilation program = CSharpCompilation.Create(
            said.CompilationName,
            said.SourceFiles.Select(file => Read(file.Path, said)),
            said.MetadataReferences.Select(library => MetadataReference.CreateFromFile(library.Reference, library.Properties)),
            said.CompilationOptions.WithSourceReferenceResolver(sources).WithStrongNameProvider(new DesktopStrongNameProvider(said.KeyFileSearchPaths)));
        using (var made = new MemoryStream())
        {
            EmitResult result = program.Emit(made, manifestResources: said.ManifestResources, options: said.EmitOptions);
            if (!Tell(result.Diagnostics) || !result.Success)
            {
                return false;
            }

            File.WriteAllBytes(Path.Combine(said.OutputDirectory, said.OutputFileName ?? program.AssemblyName + ".dll"), made.ToArray());
            return true;
        }
    }

    static SyntaxTree Read(string path, CSharpCommandLineArguments said)
    {
        using (FileStream content = File.OpenRead(path))
        {
            return CSharpSyntaxTree.ParseText(SourceText.From(content, said.Encoding, said.ChecksumAlgorithm), said.ParseOptions, path);
        }
    }

    /// <summary>Prints what the compiler has to say; whether none of it is an error.</summary>
    static bool Tell(IEnumerable<Diagnostic> said)
    {
        Diagnostic[] shown = said.Where(one => one.Severity >= DiagnosticSeverity.Warning && !one.IsSuppressed).ToArray();
        foreach (Diagnostic one in shown)
        {
            Console.WriteLine(CSharpDiagnosticFormatter.Instance.Format(one));
        }

        return shown.All(one => one.Severity < DiagnosticSeverity.Error);
    }
}
