using System.Collections.Immutable;
using System.Text;
using Nuka.Graft.Download;
using Nuka.Store;

namespace Nuka.Build.Sources;

/// <summary>Go's go.sum. The tree holds what a module proxy serves, as files, which Go takes for a proxy.</summary>
/// <param name="proxies">The machine's module proxies, in the order in which they are asked.</param>
/// <param name="downloader">Gets and keeps files.</param>
internal sealed class GoLock(Lazy<ImmutableArray<Uri>> proxies, Lazy<Downloader> downloader) : ILockSource
{
    private const string Again = "let Go write it anew: go mod tidy";

    /// <inheritdoc/>
    public string Manager => "go";

    /// <inheritdoc/>
    public int Epoch => 1;

    /// <inheritdoc/>
    public ImmutableSortedDictionary<string, string> Variables { get; } = new Dictionary<string, string>
    {
        ["GOPROXY"] = $"file://{FetchedSource.Here}/proxy",

        // go.sum states every digest, and nobody could be asked.
        ["GOSUMDB"] = "off",
        ["GOTOOLCHAIN"] = "local",
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task FillAsync(LockFile locked, TreeWriter writer, CancellationToken cancellation)
    {
        GoModule[] modules = Read(locked);
        CheckedFile[] files = [.. modules.Select(module => new CheckedFile(
            $"{module.Path} {module.Version}{(module.IsGoMod ? "/go.mod" : "")}", module.Hash, module.HashOf,
            _ => Task.FromResult<ImmutableArray<Uri>>([.. proxies.Value.Select(proxy => new Uri($"{proxy.AbsoluteUri.TrimEnd('/')}/{module.ProxyPath}"))])))];
        string[] paths = await new CheckedFiles(downloader).FetchAsync(locked, files, "this machine has no module proxy: GOPROXY names none", cancellation);
        writer.AddDirectory("proxy"u8);
        HashSet<string> described = new(StringComparer.Ordinal);
        foreach ((GoModule module, string path) in modules.Zip(paths))
        {
            cancellation.ThrowIfCancellationRequested();
            using FileStream content = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0);
            writer.AddFile(Encoding.UTF8.GetBytes($"proxy/{module.ProxyPath}"), executable: false, content, content.Length);
            if (described.Add(module.InfoPath))
            {
                writer.AddFile(
                    Encoding.UTF8.GetBytes($"proxy/{module.InfoPath}"), executable: false, Encoding.UTF8.GetBytes($$"""{"Version":"{{module.Version}}"}"""));
            }
        }
    }

    /// <summary>The lines of a go.sum, each once, in the order of their files: the reference of Go modules, "go.sum files".</summary>
    private static GoModule[] Read(LockFile locked)
    {
        SortedDictionary<string, GoModule> modules = new(StringComparer.Ordinal);
        int number = 0;
        foreach (string line in Encoding.UTF8.GetString(locked.Content).Split('\n'))
        {
            number++;
            string[] words = line.Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0)
            {
                continue;
            }

            bool isGoMod = words.Length == 3 && words[1].EndsWith("/go.mod", StringComparison.Ordinal);
            GoModule? module = words.Length == 3 ? new GoModule(words[0], isGoMod ? words[1][..^"/go.mod".Length] : words[1], isGoMod, words[2]) : null;
            if (module is not { IsSound: true })
            {
                throw locked.Bad("the line names no module and version", Again, number);
            }

            if (!IsHash(module.Hash) || (modules.TryGetValue(module.ProxyPath, out GoModule? other) && other.Hash != module.Hash))
            {
                throw locked.Bad($"{module.Path} {module.Version} has no digest of the kind h1, or two", Again, number);
            }

            modules[module.ProxyPath] = module;
        }

        return modules.Count <= LockFile.FileCount ? [.. modules.Values] : throw locked.Bad($"it names more than {LockFile.FileCount} files", Again);
    }

    private static bool IsHash(string text)
    {
        byte[] digest = new byte[33];
        return text.StartsWith("h1:", StringComparison.Ordinal) && Convert.TryFromBase64String(text["h1:".Length..], digest, out int length) && length == 32;
    }
}
