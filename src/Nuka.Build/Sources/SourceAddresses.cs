using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Nuka.Graft.Npm;
using Nuka.Graft.Sources;

namespace Nuka.Build.Sources;

/// <summary>
/// Turns the addresses of package files into those that can be asked: <c>https:</c> and <c>file:</c> as they are, <c>debian:</c> at every archive that
/// the machine has, <c>npm:</c> at its registry.
/// </summary>
/// <param name="debian">The machine's sources of Debian packages.</param>
/// <param name="npm">The machine's registry of npm.</param>
internal sealed partial class SourceAddresses(Lazy<SourceList> debian, Lazy<NpmRegistry> npm)
{
    /// <summary>Finds what can be asked for an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="reason">Why there is nothing to be asked, if so.</param>
    internal ImmutableArray<Uri> Resolve(string address, out string? reason)
    {
        (ImmutableArray<Uri> found, reason) = address.Split(':', 2) switch
        {
            ["https", _] => Web(address),
            ["file", _] => File(address),
            ["debian", { } path] => Debian(path),
            ["npm", { } package] => Npm(package),
            _ => ([], "no kind of address that is fetched from: https:, file:, debian: or npm:"),
        };
        reason = reason is null ? null : $"{SourceAddress.WithoutCredentials(address)}: {reason}";
        return found;
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

    // Versions as npm has them (semver.org, 2.0.0): nothing that leads elsewhere in an address.
    [GeneratedRegex(@"\A[0-9][0-9A-Za-z.+-]{0,255}\z")]
    private static partial Regex Version();
}
