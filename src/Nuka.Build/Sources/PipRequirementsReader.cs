using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Nuka.Graft.Download;
using Nuka.Graft.Registries;

namespace Nuka.Build.Sources;

/// <summary>Reads a requirements file in which every version is exact and every file has a digest (documentation of pip, "Requirements File Format").</summary>
/// <param name="locked">The file.</param>
internal sealed partial class PipRequirementsReader(LockFile locked)
{
    private const string Again = "let a tool write it anew: pip-compile --generate-hashes, or uv pip compile --generate-hashes";

    // Where things come from is for the machine to say, and the build has no network.
    private static readonly string[] PassedOver =
    [
        "-i", "--index-url", "--extra-index-url", "--no-index", "-f", "--find-links", "--trusted-host", "--pre", "--prefer-binary", "--only-binary", "--no-binary",
        "--require-hashes", "--use-feature",
    ];

    /// <summary>The requirements, in the order of the file.</summary>
    internal ImmutableArray<PipRequirement> Read()
    {
        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(locked.Content);
        }
        catch (DecoderFallbackException)
        {
            throw locked.Bad("it is not UTF-8", Again);
        }

        ImmutableArray<PipRequirement>.Builder all = ImmutableArray.CreateBuilder<PipRequirement>();
        StringBuilder whole = new();
        int number = 0;
        foreach (string line in text.TrimStart('\uFEFF').Split('\n'))
        {
            number++;
            string words = Comment().Replace(line.TrimEnd('\r'), "").TrimEnd();
            bool isContinued = words.EndsWith('\\');
            whole.Append(isContinued ? words[..^1] : words).Append(' ');
            if (!isContinued)
            {
                Take(whole.ToString().Trim(), number, all);
                whole.Clear();
            }
        }

        Take(whole.ToString().Trim(), number, all);
        return all.Count <= LockFile.FileCount ? all.DrainToImmutable() : throw locked.Bad($"it names more than {LockFile.FileCount} projects", Again);
    }

    private void Take(string line, int number, ImmutableArray<PipRequirement>.Builder all)
    {
        if (line.Length == 0 || PassedOver.Contains(line.Split(' ', '=')[0]))
        {
            return;
        }

        Match match = Requirement().Match(line);
        if (!match.Success || !PythonIndex.IsName(match.Groups["name"].Value))
        {
            throw locked.Bad($"`{line[..Math.Min(60, line.Length)]}` is no requirement of one exact version, as `idna==3.4` is", Again, number);
        }

        ImmutableArray<string> digests = [.. match.Groups["hash"].Captures.Select(one => one.Value).Where(hash => hash.StartsWith("sha256:", StringComparison.Ordinal))
            .Select(hash => Checksum.TryReadSha256(hash["sha256:".Length..])?.Hex).OfType<string>().Distinct()];
        string name = match.Groups["name"].Value;
        all.Add(digests.IsEmpty ? throw locked.Bad($"`{name}` has no digest by SHA-256", Again, number)
            : new PipRequirement(name, match.Groups["version"].Value, match.Groups["marker"].Value.Trim().Length > 0, digests));
    }

    [GeneratedRegex(@"(?:^|\s)#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"\A(?<name>[A-Za-z0-9._-]+)\s*(?:\[[A-Za-z0-9._,\s-]*\])?\s*===?\s*(?<version>[0-9A-Za-z.+!_-]+)\s*(?:;(?<marker>(?:(?!\s--hash=).)*))?(?:\s+--hash=(?<hash>[0-9a-z]+:[0-9A-Fa-f]+))*\s*\z")]
    private static partial Regex Requirement();
}
