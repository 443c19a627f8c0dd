using System.Text.RegularExpressions;
using Nuka.Projects.Discovery.Files;

namespace Nuka.Projects.Discovery.C;

/// <summary>What hand-written makefiles call and link with.</summary>
internal sealed partial class MakeFinder(SourceFiles files, NeedSink sink)
{
    private static readonly string[] Names = ["GNUmakefile", "makefile", "Makefile"];

    // Words of the shell itself, and programs that every environment has.
    private static readonly string[] Shell =
    [
        "if", "then", "else", "elif", "fi", "for", "do", "done", "while", "case", "esac", "echo", "cd", "test", "exit", "set", "export", "true", "false", "printf", "rm", "cp", "mv",
        "ln", "mkdir", "install", "cat", "touch", "chmod", "sed", "grep", "sort", "head", "tail", "ls", "pwd", "exec", "eval", "unset", "read", "return", "shift", "trap", "ulimit",
        "cc", "c++", "env", "sh", "bash", "xargs", "find", "tar", "gzip", "date", "dirname", "basename", "tr", "cut", "wc", "uniq", "diff", "cmp", "rmdir", "sleep", "kill", "command",
        "until", "in", "time", "nice", "sudo", "let", "local", "wait", "type", "which", "source", "umask", "hash", "uname", "id", "nproc", "expr", "tee", "ar", "realpath", "readlink",
    ];

    public static bool Recognises(SourceFiles files) => Names.Any(files.Has);

    public void Find()
    {
        sink.Ecosystems.Add("make");
        string main = Names.First(files.Has);
        sink.AddKnown("tool", "make", new Evidence(files.Label + main, 0, main));
        MakeVariables all = new();
        List<(SourceText Text, string[] Lines, MakeVariables Variables)> read = [];
        foreach (string path in files.Named(name => Names.Contains(name, StringComparer.Ordinal) || name.EndsWith(".mk", StringComparison.Ordinal)))
        {
            if (!OtherSystems.Owns(path) && SourceText.Read(files, path) is { } text)
            {
                string[] lines = WholeLines(text.Text);
                MakeVariables own = new(all);
                Array.ForEach(lines, own.Take);
                all.Add(own);
                read.Add((text, lines, own));
            }
        }

        foreach ((SourceText text, string[] lines, MakeVariables variables) in read)
        {
            FindLibraries(text, lines, variables);
            FindPrograms(text, lines);
        }
    }

    /// <summary>The lines of a makefile, each with those that continue it, as long as they are there; blanks are where comments were.</summary>
    private static string[] WholeLines(string text)
    {
        static string Blank(Match match) => new(' ', match.Length);
        return Comment().Replace(Continuation().Replace(text, Blank), Blank).Split('\n');
    }

    private void FindLibraries(SourceText text, string[] lines, MakeVariables variables)
    {
        int offset = 0;
        foreach (string line in lines)
        {
            MakeLine expanded = variables.Expand(line);
            int start = offset;
            Evidence? Shown(int at, int length, string token) => expanded.Place(at, length) is { } place ? text.At(start + place, token) : null;
            LinkWords.Find(expanded.Text, Shown, sink, optional: false);
            offset += line.Length + 1;
        }
    }

    private void FindPrograms(SourceText text, string[] lines)
    {
        foreach ((int number, string line) in text.Lines())
        {
            if (Compiler().Match(line) is { Success: true } compiler)
            {
                sink.AddKnown("tool", compiler.Value.Contains("CXX", StringComparison.Ordinal) ? "cxx" : "c", new Evidence(text.File, number, compiler.Value));
            }
        }

        int offset = 0;
        foreach (string line in lines)
        {
            foreach ((string program, int at) in MakeRecipe.Programs(line).Where(call => !Shell.Contains(call.Program, StringComparer.Ordinal)))
            {
                sink.Add(NeedKind.Program, program, text.At(offset + at, line.Trim()), optional: true);
            }

            offset += line.Length + 1;
        }
    }

    [GeneratedRegex(@"\$[({](CC|CXX)[)}]|\$\(COMPILE\.c", RegexOptions.CultureInvariant)]
    private static partial Regex Compiler();

    [GeneratedRegex(@"\\\r?\n", RegexOptions.CultureInvariant)]
    private static partial Regex Continuation();

    [GeneratedRegex(@"(?m)(?<!\\)#[^\n]*", RegexOptions.CultureInvariant)]
    private static partial Regex Comment();
}
