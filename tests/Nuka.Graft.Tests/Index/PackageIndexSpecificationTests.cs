using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nuka.Graft.Index;
using Nuka.Graft.Sources;

namespace Nuka.Graft.Tests.Index;

/// <summary>The examples of specs/package-index.md are executed.</summary>
public sealed partial class PackageIndexSpecificationTests
{
    private static readonly string Specification = Checkout.Read("specs/package-index.md");

    [Fact]
    public void The_hashes_of_the_specification_are_those_of_the_code()
    {
        MatchCollection rows = HashRow().Matches(Specification);
        Assert.Equal(3, rows.Count);
        Assert.All(rows, row => Assert.Equal(
            row.Groups["hash"].Value,
            KeyTable.Hash(Encoding.UTF8.GetBytes(row.Groups["text"].Value), uint.Parse(row.Groups["seed"].Value, CultureInfo.InvariantCulture))
                .ToString("x8", CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void The_kinds_of_paths_are_those_of_the_specification()
    {
        MatchCollection rows = KindRow().Matches(Specification);
        Assert.Equal(11, rows.Count);
        foreach (Match row in rows)
        {
            byte[] path = Encoding.UTF8.GetBytes(row.Groups["path"].Value);
            ContentsKind kind = ContentsClassifier.Classify(path, new byte[path.Length * 2], out ReadOnlySpan<byte> key);
            Assert.Equal(int.Parse(row.Groups["kind"].Value, CultureInfo.InvariantCulture), (int)kind);
            if (kind != ContentsKind.Other)
            {
                Assert.Equal(row.Groups["key"].Value, Encoding.UTF8.GetString(key));
            }
        }
    }

    [Fact]
    public void The_example_of_the_state_is_read_and_written_back_alike()
    {
        string example = Fence("json");
        ArchiveState state = JsonSerializer.Deserialize(example, ArchiveStateJson.Default.ArchiveState)!;
        Assert.Equal("debian/bookworm (63 440 packages, indexed 3 hours ago)", state.Releases[0].Describe(state.Releases[0].IndexedAt.AddHours(3)));
        string written = JsonSerializer.Serialize(state, ArchiveStateJson.Default.ArchiveState);
        Assert.Equal(Without(example), Without(written));
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("{\"relases\": []}", ArchiveStateJson.Default.ArchiveState));
    }

    [Fact]
    public void The_example_of_an_own_source_is_read()
    {
        SourceReader reader = new(["amd64"], checksValidUntil: true);
        reader.ReadText(Fence("deb822"), "/state/sources-v1/sources/debian.sources", isOwn: true);
        Assert.Equal(["/state/sources-v1/keyrings/debian.gpg"], Assert.Single(reader.TakeEntries()).SignedBy.KeyringPaths);
    }

    private static string Without(string json) => Regex.Replace(json, "\\s", "");

    private static string Fence(string language) => Regex.Match(Specification, $"```{language}\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;

    [GeneratedRegex("^\\| `(?<text>[a-z0-9]*)`+ \\| (?<seed>\\d) \\| (?<hash>[0-9a-f]{8}) \\|$", RegexOptions.Multiline)]
    private static partial Regex HashRow();

    [GeneratedRegex("^\\| (?<kind>\\d) \\| [^|]* \\| `(?<path>[^`]*)` \\| (`(?<key>[^`]*)` )?\\|$", RegexOptions.Multiline)]
    private static partial Regex KindRow();
}
