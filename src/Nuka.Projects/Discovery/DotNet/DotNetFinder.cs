using System.Text.Json;
using System.Text.RegularExpressions;
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
        foreach (string path in files.Paths.Where(IsProject))
        {
            if (SourceText.Read(files, path) is { } text && Framework().Match(text.Text) is { Success: true } match)
            {
                sink.AddKnown("tool", "dotnet", text.At(match.Index, match.Value));
                sink.Ask("dotnet", match.Groups[1].Value, text.At(match.Index, match.Value));
            }
        }

        foreach (string path in files.Named(name => name.EndsWith(".runtimeconfig.json", StringComparison.Ordinal)))
        {
            FindRuntime(path);
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

    private void FindRuntime(string path)
    {
        if (SourceText.Read(files, path) is not { } text || JsonText.Parse(text.Text) is not { } document)
        {
            return;
        }

        using (document)
        {
            sink.AddKnown("tool", "dotnet", text.At(0, path[(path.LastIndexOf('/') + 1)..]));
            if (JsonText.String(document.RootElement, "runtimeOptions", "framework", "version") is { } version)
            {
                string line = string.Join('.', version.Split('.').Take(2));
                sink.Ask("dotnet", line, text.At(Math.Max(0, text.Text.IndexOf($"\"{version}\"", StringComparison.Ordinal)), $"\"version\": \"{version}\""));
            }
        }
    }

    private static bool IsProject(string path) =>
        path.EndsWith(".csproj", StringComparison.Ordinal) || path.EndsWith(".fsproj", StringComparison.Ordinal) || path.EndsWith(".vbproj", StringComparison.Ordinal)
        || path.EndsWith("Directory.Build.props", StringComparison.Ordinal);

    [GeneratedRegex(@"<TargetFrameworks?>\s*(?:[^<;]*;)*?net(\d+\.\d+)", RegexOptions.CultureInvariant)]
    private static partial Regex Framework();
}
