using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Nuka.Architecture.Tests;

/// <summary>The product knows no registry and no mirror: where packages come from is said by the machine's configuration or by the person.</summary>
public sealed partial class HostNameTests
{
    // Hosts that documents may name: those reserved for examples (RFC 2606), and where standards are published.
    private static readonly ImmutableArray<string> Allowed =
    [
        "localhost", "127.0.0.1", "example.org", "example.com", "example.net", "www.w3.org", "w3.org", "www.rfc-editor.org", "datatracker.ietf.org",
        "specifications.freedesktop.org", "www.freedesktop.org", "refspecs.linuxfoundation.org", "www.apache.org", "unicode.org", "semver.org", "keepachangelog.com",
            "toml.io",
        "pubs.opengroup.org", "man7.org", "sqlite.org", "nodejs.org", "docs.microsoft.com", "getcomposer.org", "docs.kernel.org", "guides.rubygems.org",
    ];

    [Fact]
    public void No_file_names_a_host_to_fetch_from() => Findings.None(
        from file in CheckoutFiles.All.Where(file => !file.EndsWith(".png", StringComparison.Ordinal))
        from line in CheckoutFiles.Lines(file)
        where !IsFunding(file, line.Text)
        from Match match in Address().Matches(line.Text)
        let host = match.Groups["host"].Value
        where !Allowed.Contains(host) && !IsReserved(host)
        select $"{file}:{line.Number}: {host}");

    [Theory]
    [InlineData("see https://mirror" + ".somewhere.net/debian", true)]
    [InlineData("fetch from mirror.somewhere" + ".org now", true)]
    [InlineData("https://example.org/debian", false)]
    [InlineData("http://mirror.test/x", false)]
    [InlineData("org.freedesktop.portal.Desktop", false)]
    public void The_search_finds_addresses_and_leaves_examples(string line, bool found) =>
        Assert.Equal(found, Address().Matches(line).Select(match => match.Groups["host"].Value)
            .Any(host => !Allowed.Contains(host) && !IsReserved(host)));

    // npm copies where its packages' authors can be thanked into its lock; nothing is fetched from there.
    private static bool IsFunding(string file, string line) =>
        Path.GetFileName(file) == "package-lock.json" && line.TrimStart().StartsWith("\"url\": ", StringComparison.Ordinal);

    private static bool IsReserved(string host) =>
        host.EndsWith(".test", StringComparison.Ordinal) || host.EndsWith(".invalid", StringComparison.Ordinal)
            || host.EndsWith(".example", StringComparison.Ordinal)
        || Allowed.Any(allowed => host.EndsWith("." + allowed, StringComparison.Ordinal)) || !host.Contains('.', StringComparison.Ordinal)
        || host.All(character => char.IsDigit(character) || character == '.');

    [GeneratedRegex(@"(?:https?|ftp)://(?<host>[a-z0-9.-]+[a-z0-9])|(?<![\w.@/-])(?<host>(?:[a-z0-9-]+\.)+(?:org|com|io|net))(?![\w.-])")]
    private static partial Regex Address();
}
