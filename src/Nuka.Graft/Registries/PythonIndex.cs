using System.Collections.Immutable;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nuka.Graft.Download;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Registries;

/// <summary>Reads indexes of Python packages: the simple repository API (PEP 503), in its form of JSON (PEP 691) where a server has that.</summary>
/// <param name="options">How they are reached.</param>
public sealed partial class PythonIndex(RegistryOptions options)
{
    private static readonly KeyValuePair<string, string>[] Forms =
        [KeyValuePair.Create("Accept", "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.2, text/html; q=0.1")];

    private readonly KeptAnswers answers = new(options.Directory, options.Fetcher, options.IsOffline, options.Time);

    /// <summary>The indexes that are asked.</summary>
    public ImmutableArray<Uri> Addresses => options.Addresses.Value;

    /// <summary>The files of a project of which the indexes state a SHA-256, all indexes together.</summary>
    /// <param name="project">The project's name, in any form.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <returns>The files; none if no index knows the project or can be asked.</returns>
    /// <exception cref="NukaException"><c>graft/offline</c>: the indexes may not be asked, and never were.</exception>
    public async Task<ImmutableArray<PythonFile>> FindFilesAsync(string project, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(project);
        List<PythonFile> found = [];
        foreach (Uri index in IsName(project) ? Addresses : [])
        {
            // PEP 503, "Normalized Names".
            Uri page = new($"{index.AbsoluteUri.TrimEnd('/')}/{Separators().Replace(project, "-").ToLowerInvariant()}/");
            found.AddRange(await answers.AskBytesAsync(page, page.AbsoluteUri, Forms, answer => Read(page, answer), cancellation) ?? []);
        }

        return found.Count > 0 || !options.IsOffline || Addresses.IsEmpty ? [.. found] : throw DownloadProblem.Offline(project);
    }

    /// <summary>Whether a word is the name of a project (PEP 508, "Names"), which leads nowhere else in an address.</summary>
    /// <param name="name">The word.</param>
    public static bool IsName(string name) => name is { Length: > 0 and < 200 } && Name().IsMatch(name);

    private static PythonFile[]? Read(Uri page, byte[] answer) =>
        answer.AsSpan().TrimStart(" \t\r\n"u8).StartsWith("{"u8) ? KeptAnswers.Read(answer, json => ReadJson(page, json)) : ReadLinks(page, Encoding.UTF8.GetString(answer));

    private static PythonFile[]? ReadJson(Uri page, JsonElement answer) =>
        answer.TryGetProperty("files", out JsonElement files) && files.ValueKind == JsonValueKind.Array
            ? [.. files.EnumerateArray().Where(file => file.ValueKind == JsonValueKind.Object).Select(file => ReadFile(page, file)).OfType<PythonFile>()] : null;

    private static PythonFile? ReadFile(Uri page, JsonElement file) =>
        file.TryGetProperty("filename", out JsonElement name) && file.TryGetProperty("url", out JsonElement url)
        && file.TryGetProperty("hashes", out JsonElement hashes) && hashes.TryGetProperty("sha256", out JsonElement sha256)
            ? Make(page, name.GetString(), url.GetString(), sha256.GetString()) : null;

    /// <summary>The links of a page; a link's text is its file's name, and its fragment says what that hashes to.</summary>
    private static PythonFile[] ReadLinks(Uri page, string text)
    {
        List<PythonFile> files = [];
        foreach (Match link in Link().Matches(text))
        {
            string[] address = WebUtility.HtmlDecode(link.Groups["address"].Value).Split("#sha256=");
            if (address.Length == 2 && Make(page, WebUtility.HtmlDecode(link.Groups["name"].Value).Trim(), address[0], address[1].Split('&')[0]) is { } file)
            {
                files.Add(file);
            }
        }

        return [.. files];
    }

    private static PythonFile? Make(Uri page, string? name, string? address, string? sha256) =>
        name is not null && FileName().IsMatch(name) && Uri.TryCreate(page, address, out Uri? whole) && RegistryAddress.Read(page, whole.AbsoluteUri) is { } place
        && Checksum.TryReadSha256(sha256) is { } checksum ? new PythonFile(name, place, checksum) : null;

    [GeneratedRegex(@"\A[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"[-_.]+")]
    private static partial Regex Separators();

    // PEP 427 and PEP 625: what the names of wheels and source archives hold.
    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._+!-]{0,250}\z")]
    private static partial Regex FileName();

    [GeneratedRegex("""<a\s[^<>]*?href\s*=\s*["'](?<address>[^"'<>]*)["'][^<>]*>(?<name>[^<>]*)</a>""", RegexOptions.IgnoreCase)]
    private static partial Regex Link();
}
