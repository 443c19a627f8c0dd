using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Nuka.Graft.Download;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Registries;

/// <summary>Finds crates in registries of Cargo: the reference of Cargo, "Registry Index", whose <c>config.json</c> says where crates lie.</summary>
/// <param name="options">How they are reached: the addresses of sparse indexes, without <c>sparse+</c>.</param>
public sealed partial class CargoIndex(RegistryOptions options)
{
    private readonly KeptAnswers answers = new(options.Directory, options.Fetcher, options.IsOffline, options.Time);

    /// <summary>The indexes that are asked.</summary>
    public ImmutableArray<Uri> Addresses => options.Addresses.Value;

    /// <summary>Where a crate may be had.</summary>
    /// <param name="name">The crate's name.</param>
    /// <param name="version">Its version.</param>
    /// <param name="checksum">What its file must hash to.</param>
    /// <param name="further">A sparse index that is asked after the machine's own; <see langword="null"/>: none.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <returns>Addresses, in the order of the indexes; none where no index answers, or the words are no crate's.</returns>
    /// <exception cref="NukaException"><c>graft/offline</c>: no index has ever said where its crates lie.</exception>
    public async Task<ImmutableArray<Uri>> FindAddressesAsync(string name, string version, Checksum checksum, Uri? further, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(checksum);
        if (!IsCrate(name, version))
        {
            return [];
        }

        ImmutableArray<Uri> indexes = further is null ? Addresses : [.. Addresses.Append(further).Distinct()];
        List<Uri> found = [];
        foreach (Uri index in indexes)
        {
            Uri config = new($"{index.AbsoluteUri.TrimEnd('/')}/config.json");
            string? template = await answers.AskAsync(
                config, config.AbsoluteUri, null, answer => answer.TryGetProperty("dl", out var text) ? text.GetString() : null, cancellation);
            if (template is not null && RegistryAddress.Read(index, Fill(template, name, version, checksum)) is { } address)
            {
                found.Add(address);
            }
        }

        return found.Count > 0 || !options.IsOffline || indexes.IsEmpty ? [.. found] : throw DownloadProblem.Offline($"{name} {version}");
    }

    /// <summary>Whether words are those of a crate and a version, which lead nowhere else in an address.</summary>
    /// <param name="name">What may be a name.</param>
    /// <param name="version">What may be a version.</param>
    public static bool IsCrate(string name, string version) =>
        name is { Length: > 0 and <= 64 } && Name().IsMatch(name) && version is { Length: > 0 and <= 128 } && Version().IsMatch(version);

    /// <summary>"Index Configuration": markers, or else what is put behind the address.</summary>
    private static string Fill(string template, string name, string version, Checksum checksum)
    {
        string filled = template.Replace("{crate}", name, StringComparison.Ordinal).Replace("{version}", version, StringComparison.Ordinal)
            .Replace("{prefix}", Prefix(name), StringComparison.Ordinal).Replace("{lowerprefix}", Prefix(name.ToLowerInvariant()), StringComparison.Ordinal)
            .Replace("{sha256-checksum}", checksum.Hex, StringComparison.Ordinal);
        return filled == template ? $"{template.TrimEnd('/')}/{name}/{version}/download" : filled;
    }

    private static string Prefix(string name) => name.Length switch
    {
        1 => "1",
        2 => "2",
        3 => $"3/{name[..1]}",
        _ => $"{name[..2]}/{name[2..4]}",
    };

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_-]*\z")]
    private static partial Regex Name();

    [GeneratedRegex(@"\A[0-9][0-9A-Za-z.+-]*\z")]
    private static partial Regex Version();
}
