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
    ];

    public static bool Recognises(SourceFiles files) => Names.Any(files.Has);

    public void Find()
    {
        sink.Ecosystems.Add("make");
        string main = Names.First(files.Has);
        sink.AddKnown("tool", "make", new Evidence(files.Label + main, 0, main));
        foreach (string path in files.Named(name => Names.Contains(name, StringComparer.Ordinal) || name.EndsWith(".mk", StringComparison.Ordinal)))
        {
            if (SourceText.Read(files, path) is { } text)
            {
                FindIn(text);
            }
        }
    }

    private void FindIn(SourceText text)
    {
        LinkWords.Find(text, 0, Comment().Replace(text.Text, match => new string(' ', match.Length)), sink, optional: false);
        foreach ((int number, string line) in text.Lines())
        {
            if (Compiler().Match(line) is { Success: true } compiler)
            {
                sink.AddKnown("tool", compiler.Value.Contains("CXX", StringComparison.Ordinal) ? "cxx" : "c", new Evidence(text.File, number, compiler.Value));
            }

            Match match = Recipe().Match(line);
            if (match.Success && !Shell.Contains(match.Groups[1].Value, StringComparer.Ordinal))
            {
                sink.Add(NeedKind.Program, match.Groups[1].Value, new Evidence(text.File, number, line.Trim()), optional: true);
            }
        }
    }

    [GeneratedRegex(@"\$[({](CC|CXX)[)}]|\$\(COMPILE\.c", RegexOptions.CultureInvariant)]
    private static partial Regex Compiler();

    [GeneratedRegex(@"^\t[@+-]*([a-z][a-z0-9_.+-]*)(?=\s|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex Recipe();

    [GeneratedRegex(@"(?m)(?<!\\)#[^\n]*", RegexOptions.CultureInvariant)]
    private static partial Regex Comment();
}
