using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Nuka.Platform.Processors;

/// <summary>What the processors of a machine can do, as its kernel tells it: what only some of them can does not count.</summary>
public sealed class CpuFeatures
{
    private const string RiscV = "rv64";

    private readonly FrozenSet<string> words;

    private CpuFeatures(string architecture, FrozenSet<string> words) => (Architecture, this.words) = (architecture, words);

    /// <summary>The architecture, as a platform names it: <c>x86_64</c>, <c>aarch64</c>, <c>riscv64</c>.</summary>
    public string Architecture { get; }

    /// <summary>The levels that the machine runs, each after those below it; none of an architecture that nuka does not know.</summary>
    public ImmutableArray<CpuLevel> Levels => [.. CpuLevels.Of(Architecture).Where(Runs)];

    /// <summary>The highest of these: those that no other of them is above. Mostly one.</summary>
    public ImmutableArray<CpuLevel> Highest => HighestOf(Levels);

    /// <summary>Reads the kernel's file on processors.</summary>
    /// <param name="architecture">The machine's architecture.</param>
    /// <param name="text">What <c>/proc/cpuinfo</c> holds; what is not understood counts as not there.</param>
    public static CpuFeatures Read(string architecture, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        HashSet<string>? all = null;
        foreach (string line in text.Split('\n'))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || line[..colon].Trim() is not ("flags" or "Features" or "isa"))
            {
                continue;
            }

            IEnumerable<string> found = line[(colon + 1)..].Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries).SelectMany(Parts);
            if (all is null)
            {
                all = new HashSet<string>(found, StringComparer.Ordinal);
            }
            else
            {
                all.IntersectWith(found);
            }
        }

        return new CpuFeatures(architecture, (all ?? []).ToFrozenSet(StringComparer.Ordinal));
    }

    /// <summary>Whether the machine runs what is built for a level.</summary>
    /// <param name="level">The level.</param>
    public bool Runs(CpuLevel level)
    {
        ArgumentNullException.ThrowIfNull(level);
        return level.Architecture == Architecture && level.Adds.All(words.Contains) && level.Parents.All(parent => Runs(CpuLevels.Find(parent)!));
    }

    /// <summary>The best of some levels for this machine: one that it runs, and that no other of them that it runs is above.</summary>
    /// <param name="levels">The levels; of several best ones the first of them in the table of all levels is taken.</param>
    /// <returns><see langword="null"/> if the machine runs none.</returns>
    public CpuLevel? Best(IEnumerable<CpuLevel> levels)
    {
        ArgumentNullException.ThrowIfNull(levels);
        CpuLevel[] running = [.. levels.Where(Runs)];
        return HighestOf([.. CpuLevels.All.Where(level => running.Contains(level))]).FirstOrDefault();
    }

    private static ImmutableArray<CpuLevel> HighestOf(ImmutableArray<CpuLevel> levels) =>
        [.. levels.Where(level => !levels.Any(other => other != level && CpuLevels.IsAtMost(level, other)))];

    /// <summary>RISC-V's are one word, <c>rv64imafdcv_zba_zbb</c>: letters, then names; <c>b</c> stands for three of these.</summary>
    private static IEnumerable<string> Parts(string word)
    {
        if (!word.StartsWith(RiscV, StringComparison.Ordinal))
        {
            return [word];
        }

        string[] names = word[RiscV.Length..].Split('_');
        IEnumerable<string> letters = names[0].Select(letter => letter.ToString());
        return letters.Concat(names.Skip(1)).Concat(names[0].Contains('b', StringComparison.Ordinal) ? ["zba", "zbb", "zbs"] : Array.Empty<string>());
    }
}
