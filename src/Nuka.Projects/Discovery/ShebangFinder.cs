using System.Text;
using Nuka.Projects.Discovery.Files;

namespace Nuka.Projects.Discovery;

/// <summary>Interpreters that the project's own scripts name in their first line.</summary>
internal static class ShebangFinder
{
    private const int MostScripts = 2_000;
    private const int LargestScriptBytes = 1024 * 1024;

    public static void Find(SourceFiles files, NeedSink sink)
    {
        foreach (string path in files.Paths.Where(files.IsExecutable).Take(MostScripts))
        {
            Find(files, path, sink, optional: true);
        }
    }

    public static void Find(SourceFiles files, string path, NeedSink sink, bool optional, NeedOrigin origin = NeedOrigin.Static)
    {
        if (files.ReadBytes(path, LargestScriptBytes) is not { } bytes || !bytes.AsSpan().StartsWith("#!"u8))
        {
            return;
        }

        int end = bytes.AsSpan().IndexOf((byte)'\n');
        string line = Encoding.UTF8.GetString(bytes, 0, Math.Min(end < 0 ? bytes.Length : end, 256)).TrimEnd('\r');
        string[] words = line[2..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return;
        }

        bool env = words[0].EndsWith("/env", StringComparison.Ordinal);
        string? program = env ? words.Skip(1).FirstOrDefault(word => word[0] != '-' && !word.Contains('=', StringComparison.Ordinal)) : words[0][(words[0].LastIndexOf('/') + 1)..];
        if (program is { Length: > 0 } && (env || words[0].StartsWith("/bin/", StringComparison.Ordinal) || words[0].StartsWith("/usr/bin/", StringComparison.Ordinal)))
        {
            sink.Add(NeedKind.Program, program, new Evidence(files.Label + path, 1, line), optional, origin);
        }
    }
}
