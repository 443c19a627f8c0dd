using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Nuka.Graft.Npm;
using Nuka.Graft.NuGet;
using Nuka.Graft.Sources;

namespace Nuka.Build.Sources;

/// <summary>
/// Turns the addresses of package files into those that can be asked: <c>https:</c> and <c>file:</c> as they are, <c>debian:</c> at every archive that
/// the machine has, <c>npm:</c> at its registry, <c>nuget:</c> at its sources of NuGet.
/// </summary>
/// <param name="debian">The machine's sources of Debian packages.</param>
/// <param name="npm">The machine's registry of npm.</param>
/// <param name="nuget">The machine's sources of NuGet; <see langword="null"/>: none are known here.</param>
internal sealed partial class SourceAddresses(Lazy<SourceList> debian, Lazy<NpmRegistry> npm, Lazy<NuGetSource>? nuget)
{
    /// <summary>Finds what can be asked for an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="cancellation">Stops the wait.</param>
    /// <returns>What can be asked, and why there is nothing, if so.</returns>
    internal async Task<(ImmutableArray<Uri> Found, string? Reason)> ResolveAsync(string address, CancellationToken cancellation)
    {
        (ImmutableArray<Uri> found, string? reason) = address.Split(':', 2) switch
        {
            ["https", _] => Web(address),
            ["file", _] => File(address),
            ["debian", { } path] => Debian(path),
            ["npm", { } package] => Npm(package),
            ["nuget", { } package] => await NuGetAsync(package, cancellation),
            _ => ([], "no kind of address that is fetched from: https:, file:, debian:, npm: or nuget:"),
        };
        return (found, reason is null ? null : $"{SourceAddress.WithoutCredentials(address)}: {reason}");
    }

    private static (ImmutableArray<Uri> Found, string? Reason) Web(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Host.Length > 0 && uri.UserInfo.Length == 0
            ? ([uri], null) : ([], "no address of the web, or one with a password in it");

    private static (ImmutableArray<Uri> Found, string? Reason) File(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.IsFile && !uri.IsUnc && uri.LocalPath.StartsWith('/')
            ? ([uri], null) : ([], "no absolute path of this machine, as file:///absolute/path is");

    private (ImmutableArray<Uri> Found, string? Reason) Debian(string path)
    {
        if (path.Split('/').Any(name => name is "" or "." or ".."))
        {
            return ([], "no path below the top of an archive, as pool/main/z/zlib/zlib_1.3.dfsg.orig.tar.gz is");
        }

        // A file of an archive lies in one of them, be it the one of security updates; which one, no address says.
        ImmutableArray<Uri> found = [.. debian.Value.Entries.Where(entry => !entry.IsFlat).SelectMany(entry => entry.Mirrors).Distinct(StringComparer.Ordinal)
            .Select(mirror => SourceAddress.Join(mirror, path)).Distinct()];
        return found.IsEmpty ? ([], "this machine has no source of Debian packages") : (found, null);
    }

    private (ImmutableArray<Uri> Found, string? Reason) Npm(string package)
    {
        int at = package.LastIndexOf('@');
        if (at <= 0 || !NpmRegistry.IsName(package[..at]) || !Version().IsMatch(package[(at + 1)..]))
        {
            return ([], "no package of npm with its version, as npm:left-pad@1.3.0 is");
        }

        return npm.Value.Address is null
            ? ([], "this machine has no registry of npm")
            : ([npm.Value.Conventional(package[..at], package[(at + 1)..])], null);
    }

    private async Task<(ImmutableArray<Uri> Found, string? Reason)> NuGetAsync(string package, CancellationToken cancellation)
    {
        if (package.Split('@') is not [var name, var version] || !NuGetSource.IsPackage(name, version))
        {
            return ([], "no package of NuGet with its version, as nuget:Mono.Cecil@0.11.6 is");
        }

        ImmutableArray<Uri> found = nuget is null ? [] : await nuget.Value.FindAddressesAsync(name, version, cancellation);
        return found.IsEmpty ? ([], "this machine has no source of NuGet") : (found, null);
    }

    // Versions as npm has them (semver.org, 2.0.0): nothing that leads elsewhere in an address.
    [GeneratedRegex(@"\A[0-9][0-9A-Za-z.+-]{0,255}\z")]
    private static partial Regex Version();
}
