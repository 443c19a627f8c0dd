using Nuka.Formats.Nuon;
using Nuka.Packages.Identity;
using Nuka.Platform.Processors;

namespace Nuka.Build.Running;

/// <summary>What follows the name of a package on the command line, so that this very one is meant: its options, and its level where it is not the lowest.</summary>
internal static class PackageWords
{
    /// <summary>Writes them, each with a space before it, as a POSIX shell reads them.</summary>
    /// <param name="package">The package.</param>
    internal static string Of(PackageIr package)
    {
        NuonRecord options = package.Identity.TryGet("options", out NuonValue? value) && value is NuonRecord record ? record : new NuonRecord([]);
        IEnumerable<string> words = options.Fields.Select(option => $" --option {Quoted($"{option.Name}={NuonText.Write(option.Value)}")}");
        bool isAbove = CpuLevels.Find(package.Level) is { } level && CpuLevels.Lowest(level.Architecture) != level;
        return string.Concat(words) + (isAbove ? $" --cpu {package.Level}" : "");
    }

    private static string Quoted(string word) => word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '=' or '-' or '_' or '.' or '/' or ':' or ',')
        ? word : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
