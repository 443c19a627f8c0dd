using System.Text;
using Nuka.Content.Archives;
using Nuka.Graft.Npm;
using Nuka.Platform.Errors;
using Nuka.Projects.Discovery.Files;

namespace Nuka.Projects.Discovery.Npm;

/// <summary>The packages of a registry, fetched to be looked at.</summary>
/// <param name="registry">The registry.</param>
public sealed class RegistryNpmPackages(NpmRegistry registry) : INpmRegistry
{
    // It is only looked into, for every package that a project's lock names.
    private const long LargestArchiveBytes = 64L << 20;
    private const long LargestFileBytes = 256L << 20;
    private const long LargestPackageBytes = 1L << 30;

    /// <inheritdoc/>
    public async Task<SourceFiles?> OpenAsync(string name, string version, string? integrity, CancellationToken cancellationToken)
    {
        try
        {
            string? file = await registry.FetchAsync(name, version, integrity, LargestArchiveBytes, cancellationToken);
            return file is null ? null : new MemoryFiles($"{name}@{version}/", Read(file, cancellationToken));
        }
        catch (NukaException)
        {
            // Not to be had, or no archive: the scan says which packages it could not look into.
            return null;
        }
    }

    private static List<KeyValuePair<string, byte[]>> Read(string file, CancellationToken cancellationToken)
    {
        List<KeyValuePair<string, byte[]>> files = [];
        using FileStream stream = File.OpenRead(file);
        using TarReader reader = new(Decompression.Open(stream));
        long total = 0;
        while (total < LargestPackageBytes && reader.Next() is { } entry)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string path = Encoding.UTF8.GetString(entry.Path);

            // Everything lies in one directory, whose name is the packer's.
            int slash = path.IndexOf('/', StringComparison.Ordinal);
            if (entry.Kind == TarEntryKind.File && slash > 0 && entry.SizeBytes <= LargestFileBytes)
            {
                using MemoryStream content = new();
                entry.Content.CopyTo(content);
                total += entry.SizeBytes;
                files.Add(KeyValuePair.Create(path[(slash + 1)..], content.ToArray()));
            }
        }

        return files;
    }
}
