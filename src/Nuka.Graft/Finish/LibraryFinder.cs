using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Formats.Elf;
using Nuka.Store;

namespace Nuka.Graft.Finish;

/// <summary>
/// Finds what the dynamic loader reads when it starts a program of a root: the interpreter, and every library that is needed by name.
/// What a file needs is remembered by its digest, so that no library is read twice.
/// </summary>
internal sealed class LibraryFinder
{
    private const string Table = "graft-needs-v2";

    /// <summary>What is larger is nothing that a tool loads: the largest library of a distribution's browser has some 250 MB.</summary>
    private const int FileBytes = 256 << 20;

    private readonly JoinedRoot root;
    private readonly ContentStore store;
    private readonly string[] defaults;
    private readonly string[] configured;
    private readonly Dictionary<Digest, Needs?> known = [];
    private readonly Dictionary<string, Closure> found = new(StringComparer.Ordinal);

    /// <summary>Makes a finder for one root, which must not change any more.</summary>
    internal LibraryFinder(JoinedRoot root, ContentStore store)
    {
        this.root = root;
        this.store = store;

        // The order of ld.so(8) without a cache, with Debian's directories of architectures.
        defaults =
        [
            .. root.List("usr/lib").Where(name => name.Contains("-linux-", StringComparison.Ordinal)).Select(name => $"usr/lib/{name}"),
            "usr/lib64", "usr/lib",
        ];
        configured = [.. ReadConfiguration(root).Except(defaults)];
    }

    /// <summary>Directories that the loader's configuration names and that it does not search by itself.</summary>
    internal IReadOnlyList<string> Configured => configured;

    /// <summary>Directories that the loader searches by itself.</summary>
    internal IReadOnlyList<string> Defaults => defaults;

    /// <summary>Whether a file may be one that the loader reads: what is executable, or has a library's name.</summary>
    internal static bool MayBeLoaded(TreeEntry? entry, string path) =>
        entry is { Kind: TreeEntryKind.File } file && (file.IsExecutable || path[(path.LastIndexOf('/') + 1)..].Contains(".so", StringComparison.Ordinal));

    /// <summary>What is loaded with a file, itself not included.</summary>
    internal Closure Find(string real)
    {
        if (found.TryGetValue(real, out Closure? before))
        {
            return before;
        }

        SortedSet<string> paths = new(StringComparer.Ordinal);
        SortedSet<string> directories = new(StringComparer.Ordinal);
        Needs? first = Read(real);
        Queue<(string Path, Needs Needs)> rest = new(first is null ? [] : [(real, first)]);
        while (rest.TryDequeue(out (string Path, Needs Needs) file))
        {
            if (file.Needs.Interpreter.Length > 0)
            {
                paths.Add(file.Needs.Interpreter.TrimStart('/'));
            }

            foreach (string name in file.Needs.Libraries)
            {
                if (Search(name, file, (real, first!), directories) is { } place && paths.Add(place) && Read(root.Resolve(place)!) is { } needs)
                {
                    rest.Enqueue((root.Resolve(place)!, needs));
                }
            }
        }

        return found[real] = new Closure(first is not null, [.. paths], [.. directories]);
    }

    /// <summary>Finds a library that a file of a program needs. Where the program has its own searched holds for the libraries' too, seen from the program.</summary>
    private string? Search(string name, (string Path, Needs Needs) from, (string Path, Needs Needs) program, SortedSet<string> directories)
    {
        if (name.Contains('/', StringComparison.Ordinal))
        {
            return root.Exists(name) ? name.TrimStart('/') : null;
        }

        foreach (string directory in Expand(from).Concat(Expand(program)).Concat(configured).Concat(defaults))
        {
            if (Read(root.Resolve($"{directory}/{name}") ?? "") is { } found && found.Machine == program.Needs.Machine)
            {
                if (Array.IndexOf(configured, directory) >= 0)
                {
                    directories.Add("/" + directory);
                }

                return $"{directory}/{name}";
            }
        }

        return null;
    }

    private static IEnumerable<string> Expand((string Path, Needs Needs) file)
    {
        string origin = "/" + file.Path[..Math.Max(0, file.Path.LastIndexOf('/'))];
        return file.Needs.SearchPaths.Select(path =>
            path.Replace("${ORIGIN}", "$ORIGIN", StringComparison.Ordinal).Replace("$ORIGIN", origin, StringComparison.Ordinal).Trim('/'));
    }

    private Needs? Read(string real)
    {
        if (root.TryGet(real) is not { Kind: TreeEntryKind.File } file)
        {
            return null;
        }

        if (!known.TryGetValue(file.Digest, out Needs? needs))
        {
            needs = file.Size <= FileBytes ? ReadKept(file.Digest) : null;
            known.Add(file.Digest, needs);
        }

        return needs;
    }

    private Needs? ReadKept(Digest digest)
    {
        if (store.TryGetFact(Table, digest.ToArray(), out byte[] fact))
        {
            return Needs.Parse(Encoding.UTF8.GetString(fact));
        }

        ElfFile? elf = ElfFile.TryRead(store.ReadBlob(digest, FileBytes));
        Needs? needs = elf is null ? null
            : new Needs(string.Create(CultureInfo.InvariantCulture, $"{elf.Machine}/{elf.Is64Bit}"), Plain([elf.Interpreter ?? ""]).FirstOrDefault(""), Plain(elf.Needed), Plain(elf.SearchPaths));
        byte[] text = Encoding.UTF8.GetBytes(needs?.Print() ?? "");
        if (text.Length <= StoreLimits.FactBytes)
        {
            store.PutFact(Table, digest.ToArray(), text);
        }

        return needs;
    }

    // What is remembered is written with tabs and line ends between names; no library has them in its name.
    private static ImmutableArray<string> Plain(IEnumerable<string> names) => [.. names.Where(name => name.Length > 0 && !name.Any(char.IsControl))];

    private static IEnumerable<string> ReadConfiguration(JoinedRoot root)
    {
        IEnumerable<string> files = root.List("etc/ld.so.conf.d").Where(name => name.EndsWith(".conf", StringComparison.Ordinal))
            .Select(name => $"etc/ld.so.conf.d/{name}").Prepend("etc/ld.so.conf");
        return files.SelectMany(file => root.ReadText(file).Split('\n')).Select(line => line.Split('#')[0].Trim())
            .Where(line => line.StartsWith('/')).Select(line => line.Trim('/'))
            .Select(line => line.StartsWith("lib/", StringComparison.Ordinal) ? "usr/" + line : line).Distinct();
    }

    /// <summary>What is loaded with a file.</summary>
    /// <param name="IsLoadable">Whether the loader reads the file at all.</param>
    /// <param name="Paths">Paths of the interpreter and of libraries; links in them are not followed yet.</param>
    /// <param name="Directories">Those of their directories, with a slash before them, that the loader has to be told.</param>
    internal sealed record Closure(bool IsLoadable, ImmutableArray<string> Paths, ImmutableArray<string> Directories);

    private sealed record Needs(string Machine, string Interpreter, ImmutableArray<string> Libraries, ImmutableArray<string> SearchPaths)
    {
        internal static Needs? Parse(string text)
        {
            string[] lines = text.Split('\n');
            return lines.Length < 4 ? null : new Needs(lines[0], lines[1], List(lines[2]), List(lines[3]));
        }

        internal string Print() => string.Join('\n', Machine, Interpreter, string.Join('\t', Libraries), string.Join('\t', SearchPaths));

        private static ImmutableArray<string> List(string line) => [.. line.Split('\t', StringSplitOptions.RemoveEmptyEntries)];
    }
}
