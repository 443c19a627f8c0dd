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
        if (SourceText.Read(files, path) is { } text)
        {
            Find(text, text.At(0, path[(path.LastIndexOf('/') + 1)..]), sink, command);
        }
    }

    /// <summary>Finds what one asks for, wherever it lay.</summary>
    /// <param name="text">The settings.</param>
    /// <param name="first">What says that there is a program of .NET.</param>
    /// <param name="sink">Where it goes.</param>
    /// <param name="command">Whether only the command at hand names the program.</param>
    internal static void Find(SourceText text, Evidence first, NeedSink sink, bool command)
    {
        using JsonDocument? document = JsonText.Parse(text.Text);
        AddLibraries(sink, first, document);
        if (Options(document) is { } options)
        {
            AskRuntimes(text, options, sink, command);
        }
    }

    /// <summary>Finds the libraries that a program of .NET loads by name, and not which runtime it runs on.</summary>
    /// <param name="files">The files.</param>
    /// <param name="path">The file with its settings.</param>
    /// <param name="sink">Where they go.</param>
    internal static void FindLibraries(SourceFiles files, string path, NeedSink sink)
    {
        using JsonDocument? document = files.ReadText(path) is { } text ? JsonText.Parse(text) : null;
        AddLibraries(sink, new Evidence(files.Label + path, 1, path[(path.LastIndexOf('/') + 1)..]), document);
    }

    /// <summary>One that knows no culture but the invariant one never loads ICU.</summary>
    private static void AddLibraries(NeedSink sink, Evidence evidence, JsonDocument? settings)
    {
        sink.AddKnown("tool", "dotnet", evidence);
        if (Options(settings) is not { } options || !IsInvariant(options))
        {
            sink.AddKnown("tool", "dotnet-icu", evidence);
        }
    }

    private static JsonElement? Options(JsonDocument? settings) =>
        settings is not null && settings.RootElement.TryGetProperty("runtimeOptions", out JsonElement options) && options.ValueKind == JsonValueKind.Object
            ? options : null;

    private static bool IsInvariant(JsonElement options) =>
        options.TryGetProperty("configProperties", out JsonElement properties) && properties.ValueKind == JsonValueKind.Object
        && properties.TryGetProperty("System.Globalization.Invariant", out JsonElement value)
        && (value.ValueKind == JsonValueKind.True || (value.ValueKind == JsonValueKind.String && string.Equals(value.GetString(), "true", StringComparison.OrdinalIgnoreCase)));

    private static void AskRuntimes(SourceText text, JsonElement options, NeedSink sink, bool command)
    {
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
