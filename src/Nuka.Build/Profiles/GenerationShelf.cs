using System.Collections.Immutable;
using System.Globalization;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Build.Profiles;

/// <summary>Reads the generations of a profile (specs/profile.md). It takes no lock and needs no store: each is there whole or not at all.</summary>
/// <param name="directory">The directory of the profile; it need not exist.</param>
public sealed class GenerationShelf(string directory)
{
    internal const string CurrentName = "current";
    internal const string GenerationsName = "generations";
    internal const string ManifestName = "manifest.nuon";

    /// <summary>The path that always shows the current generation.</summary>
    public string CurrentPath => Path.Combine(directory, CurrentName);

    /// <summary>The number of the current generation; <see langword="null"/> if nothing was ever installed.</summary>
    public int? CurrentNumber
    {
        get
        {
            string? target = new FileInfo(CurrentPath).LinkTarget;
            return target is not null && TryParseNumber(Path.GetFileName(target), out int number) ? number : null;
        }
    }

    /// <summary>The numbers of all generations that there are, in order.</summary>
    public ImmutableArray<int> Numbers => Directory.Exists(AllPath)
        ? [.. Directory.EnumerateDirectories(AllPath).Select(path => TryParseNumber(Path.GetFileName(path), out int number) ? number : 0)
            .Where(number => number > 0 && File.Exists(ManifestOf(number))).Order()]
        : [];

    /// <summary>The current generation.</summary>
    /// <exception cref="NukaException"><c>build/bad-generation</c>.</exception>
    public Generation? Current => CurrentNumber is { } number ? Read(number) : null;

    internal string AllPath => Path.Combine(directory, GenerationsName);

    /// <summary>Reads a generation.</summary>
    /// <param name="number">Its number.</param>
    /// <exception cref="NukaException"><c>build/bad-generation</c>, <c>build/no-generation</c>.</exception>
    public Generation Read(int number)
    {
        string path = ManifestOf(number);
        byte[]? text = File.Exists(path) ? RegularFile.TryRead(path, ProfileLimits.ManifestBytes) : null;
        return text is null ? throw NoGeneration(number) : GenerationText.Read(text, path);
    }

    /// <summary>There is no such generation.</summary>
    /// <param name="number">Its number; <see langword="null"/>: the one before the current one.</param>
    internal NukaException NoGeneration(int? number) => new Problem(
        "build/no-generation", number is null ? "there is no generation to go back to" : $"the profile has no generation {number}")
    {
        Reasons = [Numbers.IsEmpty ? "nothing was ever installed" : $"there are {string.Join(", ", Numbers)}; current is {CurrentNumber}"],
        Hints = ["try: nuka generations"],
    }.ToException();

    /// <summary>The name of a generation's directory.</summary>
    /// <param name="number">The number.</param>
    internal static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static bool TryParseNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0 && Text(number) == text;

    private string ManifestOf(int number) => Path.Combine(AllPath, Text(number), ManifestName);
}
