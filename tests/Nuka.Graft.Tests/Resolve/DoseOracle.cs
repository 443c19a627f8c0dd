using System.Text;
using Nuka.Graft.Index;
using Nuka.Graft.Resolve;

namespace Nuka.Graft.Tests.Resolve;

/// <summary>Asks dose-debcheck whether a package that needs exactly the chosen versions is installable in a universe of nothing else.</summary>
internal static class DoseOracle
{
    private const string Program = "/usr/bin/dose-debcheck";

    internal static bool IsThere => File.Exists(Program);

    /// <summary>dose's report; it holds <c>broken-packages: 0</c> if all is well.</summary>
    internal static string Check(Resolution resolution)
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, Write(resolution));
            return Encoding.UTF8.GetString(RealArchives.Run(
                Program, ["--deb-native-arch=amd64", "--deb-ignore-essential", "--explain", "--failures", "--checkonly", "everything:amd64", file]));
        }
        finally
        {
            File.Delete(file);
        }
    }

    /// <summary>All packages, as `name version`, that cannot be installed from these Packages files together.</summary>
    internal static IEnumerable<string> FindBroken(IEnumerable<string> files)
    {
        string report = Encoding.UTF8.GetString(RealArchives.Run(
            Program, ["--deb-native-arch=amd64", "--deb-ignore-essential", "--failures", .. files]));
        if (!report.Contains("broken-packages:", StringComparison.Ordinal))
        {
            throw new InvalidOperationException("dose-debcheck gave no result");
        }

        string name = "";
        foreach (string line in report.Split('\n', StringSplitOptions.TrimEntries))
        {
            name = line.StartsWith("package: ", StringComparison.Ordinal) ? line["package: ".Length..] : name;
            if (line.StartsWith("version: ", StringComparison.Ordinal))
            {
                yield return $"{name} {Uri.UnescapeDataString(line["version: ".Length..])}";
            }
        }
    }

    private static string Write(Resolution resolution)
    {
        HashSet<(string, string)> pruned = [.. resolution.Pruned.Select(edge => (edge.Owner, edge.Text))];
        StringBuilder text = new();
        foreach (PackageRecord package in resolution.Packages.Select(chosen => chosen.Record))
        {
            text.Append($"Package: {package.Name}\nVersion: {package.Version}\nArchitecture: {package.Architecture}\n");
            text.Append(package.MultiArch == MultiArch.No ? "" : $"Multi-Arch: {package.MultiArch.ToString().ToLowerInvariant()}\n");
            Append("Pre-Depends", Keep(package.PreDepends));
            Append("Depends", Keep(package.Depends));
            Append("Conflicts", package.Conflicts);
            Append("Breaks", package.Breaks);
            Append("Provides", package.Provides);
            text.Append('\n');

            string Keep(string field) => string.Join(", ", field.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
                .Where(item => !pruned.Contains((package.Name, item))));
        }

        text.Append("Package: everything\nVersion: 1\nArchitecture: amd64\n");
        Append("Depends", string.Join(", ", resolution.Packages.Select(chosen => $"{chosen.Record.Name} (= {chosen.Record.Version})")));
        return text.Append('\n').ToString();

        void Append(string field, string value) => text.Append(value.Length == 0 ? "" : $"{field}: {value}\n");
    }
}
