using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Nuka.Content.Archives;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Build.Sources;

/// <summary>A line of Go's go.sum: a module's archive, or its go.mod alone.</summary>
/// <param name="Path">The module's path.</param>
/// <param name="Version">Its version.</param>
/// <param name="IsGoMod">Whether it is the go.mod alone.</param>
/// <param name="Hash">The digest, <c>h1:</c> and base64.</param>
internal sealed partial record GoModule(string Path, string Version, bool IsGoMod, string Hash)
{
    private const int GoModBytes = 16 << 20;

    /// <summary>Where a proxy has it, below the proxy's address: the reference of Go modules, "GOPROXY protocol".</summary>
    internal string ProxyPath => $"{Escape(Path)}/@v/{Escape(Version)}{(IsGoMod ? ".mod" : ".zip")}";

    /// <summary>What a proxy says of the version, as far as Go needs it.</summary>
    internal string InfoPath => $"{Escape(Path)}/@v/{Escape(Version)}.info";

    /// <summary>Whether the words are a module and a version, which lead nowhere else in an address: the same reference, "Module paths".</summary>
    internal bool IsSound => Path.Length < 1000 && ModulePath().IsMatch(Path)
        && !Path.Split('/').Any(part => part.StartsWith('.') || part.EndsWith('.')) && ModuleVersion().IsMatch(Version);

    /// <summary>The digest of a file as go.sum has it: of the list of what is in it, each with its SHA-256 (the package dirhash of Go, Hash1).</summary>
    /// <param name="file">The file.</param>
    /// <exception cref="NukaException"><c>content/archive-…</c>, <c>build/bad-archive</c>.</exception>
    internal string HashOf(string file)
    {
        List<(string Name, byte[] Digest)> files = [];
        using FileStream content = new(file, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1 << 16);
        if (IsGoMod)
        {
            files.Add(("go.mod", content.Length <= GoModBytes ? SHA256.HashData(content) : []));
        }
        else
        {
            using ZipReader zip = new(content);
            foreach (ZipEntry entry in zip.Entries.Where(entry => !entry.IsDirectory))
            {
                using Stream bytes = zip.Open(entry);
                string name = Encoding.UTF8.GetString(entry.Path);
                files.Add(name.Contains('\n', StringComparison.Ordinal) ? throw SourceProblem.BadArchive(FileName.Display(entry.Path), "whose name has two lines")
                    : (name, SHA256.HashData(bytes)));
            }
        }

        // Go sorts by bytes; ordinal order of UTF-16 differs only where both surrogates and the private use area occur.
        StringBuilder list = new();
        foreach ((string name, byte[] digest) in files.OrderBy(one => Convert.ToHexString(Encoding.UTF8.GetBytes(one.Name)), StringComparer.Ordinal))
        {
            list.Append(Convert.ToHexStringLower(digest)).Append("  ").Append(name).Append('\n');
        }

        return "h1:" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(list.ToString())));
    }

    /// <summary>File systems may fold cases, so a capital is written as <c>!</c> and its small letter.</summary>
    private static string Escape(string word) => Capital().Replace(word, match => "!" + match.Value.ToLowerInvariant());

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();

    [GeneratedRegex(@"\A[A-Za-z0-9_~.-]+(?:/[A-Za-z0-9_~.+-]+)*\z")]
    private static partial Regex ModulePath();

    [GeneratedRegex(@"\Av[0-9]+\.[0-9]+\.[0-9]+(?:[-+][0-9A-Za-z.+-]*)?\z")]
    private static partial Regex ModuleVersion();
}
