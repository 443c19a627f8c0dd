using System.Text.Json;
using Nuka.Projects.Discovery.Files;
using Nuka.Projects.Locks;

namespace Nuka.Projects.Discovery.DotNet;

/// <summary>
/// Reads NAME.runtimeconfig.json, in which a built program of .NET states the runtimes that it runs on: documentation of .NET, "runtime
/// configuration files" and "roll forward". One that brings its runtime along names none.
/// </summary>
internal static class RuntimeSettings
{
    /// <summary>How such files end.</summary>
    internal const string Ending = ".runtimeconfig.json";

    /// <summary>Finds what one asks for.</summary>
    /// <param name="files">The files.</param>
    /// <param name="path">The file.</param>
    /// <param name="sink">Where it goes.</param>
    /// <param name="command">Whether only the command at hand names the program.</param>
    internal static void Find(SourceFiles files, string path, NeedSink sink, bool command)
    {
        if (SourceText.Read(files, path) is not { } text || JsonText.Parse(text.Text) is not { } document)
        {
            return;
        }

        using (document)
        {
            Evidence first = text.At(0, path[(path.LastIndexOf('/') + 1)..]);
            sink.AddKnown("tool", "dotnet", first);
            if (!document.RootElement.TryGetProperty("runtimeOptions", out JsonElement options) || options.ValueKind != JsonValueKind.Object)
            {
                return;
            }

            string roll = JsonText.String(options, "rollForward") ?? "Minor";
            foreach (JsonElement framework in Frameworks(options))
            {
                string? runtime = JsonText.String(framework, "name") switch
                {
                    "Microsoft.NETCore.App" => "dotnet",
                    "Microsoft.AspNetCore.App" => "aspnetcore",
                    _ => null,
                };
                if (runtime is not null && JsonText.String(framework, "version") is { } version)
                {
                    Evidence evidence = text.At(Math.Max(0, text.Text.IndexOf($"\"{version}\"", StringComparison.Ordinal)), $"\"version\": \"{version}\"");
                    sink.Ask(runtime, Range(version, roll), command ? evidence with { File = LockRequest.CommandFile, Line = 0, Token = "dotnet" } : evidence);
                    if (runtime == "aspnetcore")
                    {
                        sink.Ask("dotnet", Range(version, roll), command ? evidence with { File = LockRequest.CommandFile, Line = 0, Token = "dotnet" } : evidence);
                    }
                }
            }
        }
    }

    private static IEnumerable<JsonElement> Frameworks(JsonElement options)
    {
        if (options.TryGetProperty("framework", out JsonElement one) && one.ValueKind == JsonValueKind.Object)
        {
            yield return one;
        }

        if (options.TryGetProperty("frameworks", out JsonElement several) && several.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement framework in several.EnumerateArray().Where(element => element.ValueKind == JsonValueKind.Object))
            {
                yield return framework;
            }
        }
    }

    /// <summary>A release line with its least patch; another line only where the program says that it runs there.</summary>
    private static string Range(string version, string roll)
    {
        string number = version.Split('-')[0];
        return roll switch
        {
            "Disable" => $"={number}",
            "LatestPatch" => $"~{number}",
            "Major" or "LatestMajor" => $">={number}",
            _ => $"^{number}",
        };
    }
}
