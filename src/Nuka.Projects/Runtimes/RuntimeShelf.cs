using System.Collections.Immutable;
using Nuka.Platform.Errors;
using Nuka.Projects.Locks;

namespace Nuka.Projects.Runtimes;

/// <summary>The named runtimes that came with this program.</summary>
public sealed class RuntimeShelf
{
    private const string Ending = ".toml";

    private RuntimeShelf(ImmutableArray<NamedRuntime> runtimes) => Runtimes = runtimes;

    /// <summary>An empty one.</summary>
    public static RuntimeShelf Empty { get; } = new([]);

    /// <summary>The runtimes: each after the one that it stands on, then by label.</summary>
    public ImmutableArray<NamedRuntime> Runtimes { get; }

    /// <summary>Reads the runtimes of a directory.</summary>
    /// <param name="directory">The directory; one that is absent has none.</param>
    /// <exception cref="NukaException"><c>projects/bad-runtime</c>: one is malformed, or stands on none that is there.</exception>
    public static RuntimeShelf Read(string directory)
    {
        string[] files = Directory.Exists(directory) ? [.. Directory.EnumerateFiles(directory, "*" + Ending).Order(StringComparer.Ordinal)] : [];
        NamedRuntime[] read = [.. files.Select(file => NamedRuntime.Read(File.ReadAllBytes(file), Path.GetFileName(file)))];
        foreach ((NamedRuntime runtime, string file) in read.Zip(files))
        {
            bool isNamed = Path.GetFileName(file) == runtime.Label + Ending;
            bool stands = runtime.On is null || Array.Exists(read, other => other.Label == runtime.On && other.On is null);
            if (!isNamed || !stands)
            {
                throw new Problem("projects/bad-runtime", isNamed ? $"{runtime.Label} stands on {runtime.On}, which is no lowest runtime" : $"the file of {runtime.Label} has another name")
                {
                    Place = new Place(Path.GetFileName(file)),
                    Hints = ["name the file NAME@VERSION.toml, and what it stands on as its own file is named"],
                }.ToException();
            }
        }

        return new RuntimeShelf([.. read.OrderBy(runtime => runtime.On is null ? 0 : 1).ThenBy(runtime => runtime.Label, StringComparer.Ordinal)]);
    }

    /// <summary>Finds one by its label, or by its name alone: then the highest version.</summary>
    /// <param name="label">Such as <c>node@18</c> or <c>node</c>.</param>
    public NamedRuntime? Find(string label) =>
        Runtimes.FirstOrDefault(runtime => runtime.Label == label) ?? Runtimes.LastOrDefault(runtime => runtime.Name == label);

    /// <summary>The runtimes that a project stands on: the lowest, and those that carry what was chosen for it.</summary>
    /// <param name="chosen">What was chosen.</param>
    public ImmutableArray<NamedRuntime> Under(ImmutableArray<LockedRuntime> chosen) =>
        [.. Runtimes.Where(runtime => runtime.On is null || chosen.Any(one => one.Name == runtime.Name && IsLine(one, runtime)))];

    private static bool IsLine(LockedRuntime chosen, NamedRuntime runtime) =>
        chosen.Package.StartsWith("deb:", StringComparison.Ordinal) && runtime.Packages.Contains(chosen.Package["deb:".Length..])
        && (chosen.Version == runtime.Version || chosen.Version.StartsWith(runtime.Version + ".", StringComparison.Ordinal));
}
