using Nuka.Projects.Discovery.Binaries;
using Nuka.Projects.Discovery.DotNet;
using Nuka.Projects.Discovery.Files;
using Nuka.Projects.Locks;

namespace Nuka.Projects.Discovery;

/// <summary>What the command itself names: a program of the system, or one of the project.</summary>
internal static class CommandFinder
{
    // Programs that a runtime brings: asking for the runtime answers them.
    private static readonly Dictionary<string, string> Runtimes = new(StringComparer.Ordinal)
    {
        ["node"] = "node", ["npm"] = "npm", ["npx"] = "npm", ["pnpm"] = "pnpm", ["yarn"] = "yarn", ["python"] = "python", ["python3"] = "python", ["pip"] = "python",
        ["pip3"] = "python", ["cargo"] = "rust", ["rustc"] = "rust", ["go"] = "go", ["gofmt"] = "go", ["dotnet"] = "dotnet", ["ruby"] = "ruby", ["gem"] = "ruby",
        ["bundle"] = "ruby", ["rake"] = "ruby", ["php"] = "php", ["composer"] = "php",
    };

    public static void Find(SourceFiles files, ScanRequest request, NeedSink sink)
    {
        if (request.Command.IsDefaultOrEmpty)
        {
            return;
        }

        string program = request.Command[0];
        Evidence evidence = new(LockRequest.CommandFile, 0, program);
        if (program.Contains('/', StringComparison.Ordinal))
        {
            FindOwn(files, request, program, sink);
        }
        else if (Runtimes.TryGetValue(program, out string? runtime))
        {
            sink.Ask(runtime, "", evidence);
            if (runtime is "npm" or "pnpm" or "yarn")
            {
                sink.Ask("node", "", evidence);
            }

            if (runtime == "dotnet")
            {
                FindDotNet(files, request, sink, evidence);
            }

            if (program is "pip" or "pip3")
            {
                sink.AddKnown("tool", "pip", evidence);
            }
        }
        else
        {
            sink.Add(NeedKind.Program, program, evidence, origin: NeedOrigin.Command);
        }
    }

    /// <summary><c>dotnet APP.dll</c> runs on a runtime; every other word is an order to the SDK.</summary>
    private static void FindDotNet(SourceFiles files, ScanRequest request, NeedSink sink, Evidence evidence)
    {
        string? word = request.Command.Skip(1).SkipWhile(argument => argument == "exec").FirstOrDefault(argument => !argument.StartsWith('-'));
        if (word is not null && word.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
        {
            FindSettings(files, Path.GetRelativePath(request.ProjectDirectory, Path.GetFullPath(word, request.WorkingDirectory))[..^".dll".Length], sink);
        }
        else if (word is not null)
        {
            sink.Ask("dotnet-sdk", "0.0.0 latestMajor", evidence);
        }
    }

    private static void FindSettings(SourceFiles files, string program, NeedSink sink)
    {
        // Where a project is built, what it built is no part of the files that are listed, and is there all the same.
        if (!program.StartsWith("..", StringComparison.Ordinal))
        {
            RuntimeSettings.Find(files, program + RuntimeSettings.Ending, sink, command: true);
        }
    }

    private static void FindOwn(SourceFiles files, ScanRequest request, string program, NeedSink sink)
    {
        string full = Path.GetFullPath(program, request.WorkingDirectory);
        string relative = Path.GetRelativePath(request.ProjectDirectory, full);
        if (files.Has(relative))
        {
            sink.ForCommand = true;
            BinaryFinder.Find(files, sink, request.Architecture, NeedOrigin.Command, relative);
            sink.ForCommand = false;
            ShebangFinder.Find(files, relative, sink, optional: false, NeedOrigin.Command);
        }

        FindSettings(files, relative, sink);
    }
}
