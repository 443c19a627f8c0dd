using System.Collections.Immutable;
using Nuka.Packages.Identity;
using Nuka.Platform.Errors;
using Nuka.Platform.Processors;

namespace Nuka.Packages;

/// <summary>Chooses the level of processors that a package is built for, where a person asks for it; what it is made from is not asked for.</summary>
/// <param name="machine">What this machine's processors can do.</param>
public sealed class LevelChoice(CpuFeatures machine)
{
    /// <summary>The word for the best level that this machine runs.</summary>
    public const string Native = "native";

    /// <summary>The level that a person names.</summary>
    /// <param name="named">A level, or <see cref="Native"/>.</param>
    /// <param name="runsHere">Whether what comes of it is to run on this machine.</param>
    /// <exception cref="NukaException"><c>packages/unknown-level</c>, <c>packages/level-not-here</c>.</exception>
    public string Named(string named, bool runsHere)
    {
        ArgumentNullException.ThrowIfNull(named);
        ImmutableArray<CpuLevel> levels = CpuLevels.Of(machine.Architecture);
        if (named == Native && machine.Best(levels) is { } best)
        {
            return best.Name;
        }

        CpuLevel level = levels.FirstOrDefault(level => level.Name == named)
            ?? throw new Problem("packages/unknown-level", $"`{named}` is no level of {machine.Architecture} processors")
            {
                Reasons = [Listed("its levels are", levels)],
                Hints = [.. Spelling.Nearest(named, levels.Select(one => one.Name)).Take(1).Select(name => $"did you mean `{name}`?"), $"`{Native}` is the best that this machine has"],
            }.ToException();
        return !runsHere || machine.Runs(level) ? level.Name : throw new Problem("packages/level-not-here", $"this machine does not run programs for {named}")
        {
            Reasons = [Listed("it runs", machine.Levels)],
            Hints = ["name one of these, or leave the level out   try: nuka install PACKAGE", $"for another machine   try: nuka build PACKAGE --cpu {named}"],
        }.ToException();
    }

    /// <summary>The best level for this machine of those that a package finds worth a build of their own.</summary>
    /// <param name="package">The package, at any level.</param>
    /// <returns>A level; <see langword="null"/> if it names none that this machine has: it is built for the lowest.</returns>
    public string? BestOf(PackageIr package)
    {
        ArgumentNullException.ThrowIfNull(package);
        return machine.Best(package.WorthLevels.Select(CpuLevels.Find).OfType<CpuLevel>())?.Name;
    }

    private static string Listed(string what, ImmutableArray<CpuLevel> levels) => $"{what} {string.Join(", ", levels.Select(level => level.Name))}";
}
