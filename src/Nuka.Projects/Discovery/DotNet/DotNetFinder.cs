using System.Text.RegularExpressions;
using Nuka.Formats.Versions;
using Nuka.Projects.Discovery.Files;

namespace Nuka.Projects.Discovery.DotNet;

/// <summary>Projects of .NET, and what they were built to: the version they state, and the libraries that .NET loads by name.</summary>
internal sealed partial class DotNetFinder(SourceFiles files, NeedSink sink)
{
    public static bool Recognises(SourceFiles files) =>
        files.Has("global.json") || files.Paths.Any(path => IsProject(path) && path.Count(c => c == '/') <= 3)
        || files.Paths.Any(path => !path.Contains('/', StringComparison.Ordinal) && path.EndsWith(".runtimeconfig.json", StringComparison.Ordinal));

    public void Find()
    {
        sink.Ecosystems.Add("dotnet");
        FindSdk();
        FindProjects();
        NativeImports.Find(files, sink);
        foreach (string path in files.Named(name => name.EndsWith(RuntimeSettings.Ending, StringComparison.Ordinal)))
        {
            RuntimeSettings.Find(files, path, sink, command: false);
        }
    }

    /// <summary>A runtime runs what was built for it and for older ones of its line: the newest that any project states is the one to have.</summary>
    private void FindProjects()
    {
        (DottedVersion Version, Evidence Evidence)? newest = null;
        foreach (SourceText text in files.Paths.Where(IsProject).Select(path => SourceText.Read(files, path)).OfType<SourceText>())
        {
            foreach (Match match in Frameworks().Matches(text.Text))
            {
                Evidence evidence = text.At(match.Index, match.Value);
                foreach (Match framework in Framework().Matches(match.Groups[1].Value))
                {
                    bool newer = DottedVersion.TryParse(framework.Groups[1].Value, out DottedVersion? version) && !(newest is { } known && known.Version >= version);
                    newest = newer ? (version!, evidence) : newest;
                }
            }

            if (Web().Match(text.Text) is { Success: true } web)
            {
                sink.Ask("aspnetcore", "", text.At(web.Index, web.Value));
            }
        }

        if (newest is { } found)
        {
            sink.AddKnown("tool", "dotnet", found.Evidence);
            sink.AddKnown("tool", "dotnet-icu", found.Evidence); // the SDK needs it, whatever the program does
            sink.Ask("dotnet", found.Version.ToString(), found.Evidence);
        }
    }

    private void FindSdk()
    {
        if (SourceText.Read(files, "global.json") is not { } text || JsonText.Parse(text.Text) is not { } document)
        {
            return;
        }

        using (document)
        {
            if (JsonText.String(document.RootElement, "sdk", "version") is { } version)
            {
                string roll = JsonText.String(document.RootElement, "sdk", "rollForward") ?? "latestPatch";
                sink.Ask("dotnet-sdk", $"{version} {roll}", text.At(Math.Max(0, text.Text.IndexOf("\"version\"", StringComparison.Ordinal)), $"\"version\": \"{version}\""));
            }
        }
    }

    private static bool IsProject(string path) =>
        path.EndsWith(".csproj", StringComparison.Ordinal) || path.EndsWith(".fsproj", StringComparison.Ordinal) || path.EndsWith(".vbproj", StringComparison.Ordinal)
        || path.EndsWith("Directory.Build.props", StringComparison.Ordinal);

    [GeneratedRegex(@"<TargetFrameworks?>([^<]*)", RegexOptions.CultureInvariant)]
    private static partial Regex Frameworks();

    // net8.0, net10.0-windows; not netstandard2.0, which every runtime has, nor net48, which is no .NET of this kind.
    [GeneratedRegex(@"(?:^|;)\s*net(\d+\.\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex Framework();

    [GeneratedRegex("Sdk=\"Microsoft\\.NET\\.Sdk\\.(?:Web|BlazorServer)\"|<FrameworkReference\\s+Include=\"Microsoft\\.AspNetCore\\.App\"", RegexOptions.CultureInvariant)]
    private static partial Regex Web();
}
