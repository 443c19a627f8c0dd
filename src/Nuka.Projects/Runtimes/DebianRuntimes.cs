using System.Text.RegularExpressions;
using Nuka.Formats.Versions;
using Nuka.Graft.Index;

namespace Nuka.Projects.Runtimes;

/// <summary>Runtimes among the packages of Debian archives.</summary>
/// <param name="packages">The packages.</param>
public sealed partial class DebianRuntimes(PackageIndex packages) : IRuntimeSource
{
    // The package people install first; then those that are named after one version.
    private static readonly Dictionary<string, (string Main, string Versioned)> Names = new(StringComparer.Ordinal)
    {
        ["node"] = ("nodejs", ""),
        ["npm"] = ("npm", ""),
        ["yarn"] = ("yarnpkg", ""),
        ["python"] = ("python3", @"^python3\.\d+\z"),
        ["rust"] = ("rustc", @"^rustc-\d+\.\d+\z"),
        ["go"] = ("golang-go", @"^golang-\d+\.\d+-go\z"),
        ["ruby"] = ("ruby", @"^ruby\d+\.\d+\z"),
        ["php"] = ("php-cli", @"^php\d+\.\d+-cli\z"),
        ["dotnet"] = ("", @"^dotnet-runtime-\d+\.\d+\z"),
        ["dotnet-sdk"] = ("", @"^dotnet-sdk-\d+\.\d+\z"),
    };

    /// <inheritdoc/>
    public Task<IReadOnlyList<RuntimeCandidate>> FindAsync(string runtime, CancellationToken cancellationToken)
    {
        List<RuntimeCandidate> found = [];
        if (Names.TryGetValue(runtime, out (string Main, string Versioned) names))
        {
            found.AddRange(packages.Find(names.Main).Select(record => Candidate(record, preferred: true)).OfType<RuntimeCandidate>());
            if (names.Versioned.Length > 0)
            {
                Regex versioned = new(names.Versioned, RegexOptions.CultureInvariant);
                found.AddRange(packages.All().Where(record => versioned.IsMatch(record.Name))
                    .Select(record => Candidate(record, preferred: false)).OfType<RuntimeCandidate>());
            }
        }

        return Task.FromResult<IReadOnlyList<RuntimeCandidate>>(found);
    }

    /// <summary>What to ask an archive for so that it gives the chosen version of a runtime: several archives may have the package in different ones.</summary>
    /// <param name="package">The package.</param>
    /// <param name="version">The runtime's version.</param>
    /// <param name="packageVersions">The versions of the package that are to be had.</param>
    internal static string Request(string package, string version, IReadOnlyCollection<string> packageVersions)
    {
        string[] same = [.. packageVersions.Where(one => IsOf(version, one))];
        return same.Length == 0 || same.Length == packageVersions.Count ? package : $"{package}={same.MaxBy(DebianVersion.Parse)}";
    }

    /// <summary>Whether a package's version is one of that version of the runtime.</summary>
    /// <param name="version">The runtime's version.</param>
    /// <param name="packageVersion">The package's version.</param>
    internal static bool IsOf(string version, string packageVersion) =>
        DottedVersion.TryParse(Upstream(packageVersion), out DottedVersion? upstream) && upstream.ToString() == version;

    private static RuntimeCandidate? Candidate(PackageRecord record, bool preferred) =>
        DottedVersion.TryParse(Upstream(record.Version), out DottedVersion? version)
            ? new RuntimeCandidate(version.ToString(), "deb", record.Name, record.Version) { Preferred = preferred } : null;

    // `2:8.2+93` of php and `1:3.1` of ruby say the language's version as everybody else; `2:1.19~1` of golang-go does too.
    private static string Upstream(string packageVersion) => Epoch().Replace(packageVersion, "");

    [GeneratedRegex(@"^\d+:", RegexOptions.CultureInvariant)]
    private static partial Regex Epoch();
}
