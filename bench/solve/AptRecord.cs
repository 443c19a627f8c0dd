using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Nuka.Graft.Resolve;
using Nuka.Graft.Tests.Resolve;

namespace Nuka.Bench.Solve;

/// <summary>
/// What apt chose for each name, written down line by line as it answers: an interrupted run goes on where it stopped. The file is named by
/// the lists, the base and apt's own version, so that an answer to another question is never taken for one.
/// </summary>
internal sealed class AptRecord : IDisposable
{
    private readonly ConcurrentDictionary<string, HashSet<string>?> known = new();
    private readonly AptOracle apt;
    private readonly StreamWriter lines;

    /// <summary>Opens the record of these archives.</summary>
    internal AptRecord(RealArchives archives, string directory)
    {
        apt = new AptOracle(archives);
        Directory.CreateDirectory(directory);
        string path = Path.Combine(directory, $"apt-{Key(archives)}.txt");
        foreach (string line in File.Exists(path) ? File.ReadAllLines(path) : [])
        {
            // NAME COUNT NAMES…; -1 for what apt refuses. A line that an interruption cut off has another count.
            string[] words = line.Split(' ');
            if (words.Length > 1 && int.TryParse(words[1], out int count) && (count < 0 || count == words.Length - 2))
            {
                known[words[0]] = count < 0 ? null : [.. words[2..]];
            }
        }

        lines = new StreamWriter(path, append: true) { AutoFlush = true };
        lines.WriteLine();
    }

    /// <summary>apt's choice for a name, as <see cref="AptOracle.Choose"/>.</summary>
    internal HashSet<string>? Choose(string name)
    {
        if (known.TryGetValue(name, out HashSet<string>? chosen))
        {
            return chosen;
        }

        chosen = apt.Choose(name);
        known[name] = chosen;
        lock (lines)
        {
            lines.WriteLine($"{name} {chosen?.Count ?? -1} {string.Join(' ', chosen ?? [])}".TrimEnd());
        }

        return chosen;
    }

    public void Dispose()
    {
        lines.Dispose();
        apt.Dispose();
    }

    private static string Key(RealArchives archives)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in archives.TextFiles)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(file)));
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        }

        hash.AppendData(Encoding.UTF8.GetBytes(string.Join(' ', ResolvePolicy.Debian.Base)));
        hash.AppendData(Encoding.UTF8.GetBytes(string.Join(' ', ResolvePolicy.Debian.Assumed.Order(StringComparer.Ordinal))));
        hash.AppendData(RealArchives.Run("apt-get", ["--version"]));
        return Convert.ToHexStringLower(hash.GetHashAndReset())[..16];
    }
}
