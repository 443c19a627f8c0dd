using System.Collections.Immutable;
using System.Text;
using Nuka.Sandbox.Plans;

namespace Nuka.Environments.Exec;

/// <summary>
/// The files of a root that a command is certain or likely to execute: its program, what interprets that, and the libraries in the
/// directories of the dynamic loader. A kept plan compares them before each start, as it does manifests; everything else of the root is
/// compared whenever a plan is made (specs/store.md, seals).
/// </summary>
public static class CoreFiles
{
    /// <summary>More would make a warm start slow: each takes a call of about a microsecond.</summary>
    private const int CountLimit = 1024;

    private const int LinkLimit = 16;

    /// <summary>Looks at them as they are now.</summary>
    /// <param name="root">The root, just compared with its seals.</param>
    /// <param name="command">The command's first word.</param>
    public static ImmutableArray<FreshnessEntry> Observe(EnvironmentRoot root, string command)
    {
        ArgumentNullException.ThrowIfNull(root);
        ArgumentNullException.ThrowIfNull(command);
        return [.. Programs(root, command).Concat(Libraries(root)).Distinct(StringComparer.Ordinal).Take(CountLimit).Select(FreshnessEntry.ObserveOwn)];
    }

    private static IEnumerable<string> Libraries(EnvironmentRoot root) =>
        root.Places.Select(place => Path.Combine(place, "usr/lib")).Where(Directory.Exists)
            .SelectMany(directory => Directory.EnumerateDirectories(directory, "*-linux-gnu*"))
            .SelectMany(directory => Directory.EnumerateFiles(directory, "*.so*"))
            .Where(file => new FileInfo(file).LinkTarget is null).Order(StringComparer.Ordinal);

    /// <summary>The program as a file of the host, and its interpreters.</summary>
    private static IEnumerable<string> Programs(EnvironmentRoot root, string command)
    {
        string? inside = command.StartsWith('/') ? command[1..]
            : command.Contains('/', StringComparison.Ordinal) ? null
            : ProgramDirectories.All.Select(directory => $"{directory}/{command}").FirstOrDefault(path => root.Find(path) is not null);
        for (int depth = 0; inside is not null && depth < LinkLimit; depth++)
        {
            if (Resolve(root, inside) is not { } file)
            {
                yield break;
            }

            yield return file;
            inside = Interpreter(file);
        }
    }

    /// <summary>The file that a path leads to, links followed within the root.</summary>
    private static string? Resolve(EnvironmentRoot root, string inside)
    {
        for (int links = 0; links < LinkLimit; links++)
        {
            if (root.Find(inside) is not { } found)
            {
                return null;
            }

            if (new FileInfo(found).LinkTarget is not { } target)
            {
                return File.Exists(found) ? found : null;
            }

            inside = Path.GetFullPath(target, "/" + Path.GetDirectoryName(inside))[1..];
        }

        return null;
    }

    /// <summary>What the first line of a script names, below the root; execve(2). Of <c>env</c> the program is found by its own name.</summary>
    private static string? Interpreter(string file)
    {
        Span<byte> head = stackalloc byte[256];
        using FileStream stream = File.OpenRead(file);
        head = head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)];
        if (!head.StartsWith("#!"u8))
        {
            return null;
        }

        int end = head.IndexOf((byte)'\n');
        string[] words = Encoding.UTF8.GetString(end < 0 ? head[2..] : head[2..end]).Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
        string? program = words is [var first, var second, ..] && first.EndsWith("/env", StringComparison.Ordinal) ? $"/usr/bin/{second}" : words.FirstOrDefault();
        return program?.StartsWith('/') == true ? program[1..] : null;
    }
}
