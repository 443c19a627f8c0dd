using System.Diagnostics;
using Nuka.Graft.Tests.Download;
using Nuka.Graft.Tests.Sources;

namespace Nuka.Scenarios.Archives;

/// <summary>
/// A stage whose only source of packages is a small archive behind a server of the test's own, and a project that needs one package of it,
/// <c>tool</c>, which prints its version.
/// </summary>
internal sealed class ArchiveStage : IDisposable
{
    /// <summary>What the command of <see cref="Exec"/> prints where it works.</summary>
    internal const string Good = "tool 1.0\n";

    /// <summary>Runs the package's program in the project.</summary>
    internal const string Exec = "nuka -C project exec tool";

    private readonly SigningKeys keys;
    private readonly List<LoopbackServer> servers = [];

    internal ArchiveStage(SigningKeys keys, Account? account = null)
    {
        Assert.SkipUnless(Needs.Missing("dpkg-deb", Account.Available[0]) is null, "dpkg-deb is not installed");
        this.keys = keys;
        Stage = new Stage(account ?? Account.Available[^1]);
        File.Copy(keys.Keyring("good"), Path.Join(Stage.Work, "good.gpg"));
        Stage.Write("project/eka.toml", "[system]\npackages = [\"tool\"]\n");
        Archive = NewArchive("archive");
        Archive.Packages.Add(Tool("1.0"));
        Archive.Publish();
        Server = AddServer("archive");
    }

    /// <summary>The stage.</summary>
    internal Stage Stage { get; }

    /// <summary>The archive.</summary>
    internal SmallArchive Archive { get; }

    /// <summary>Its server.</summary>
    internal LoopbackServer Server { get; }

    /// <summary>The package that the project needs.</summary>
    internal static SmallPackage Tool(string version) => new("tool", version)
    {
        Texts = new Dictionary<string, string>
        {
            ["usr/bin/tool"] = $"#!/bin/sh\necho tool {version}\n",
            ["usr/share/tool/data"] = string.Concat(Enumerable.Repeat("some data\n", 5000)),
        },
    };

    /// <summary>Another archive in a directory of its own.</summary>
    internal SmallArchive NewArchive(string name) => new(Path.Join(Stage.Directory, name), keys);

    /// <summary>Serves a directory, and makes nuka know it.</summary>
    internal LoopbackServer AddServer(string directory)
    {
        LoopbackServer server = new(Path.Join(Stage.Directory, directory));
        servers.Add(server);
        Demand($"nuka source add {directory} {server.Address} stable main --keyring good.gpg");
        return server;
    }

    /// <summary>Ends the first server.</summary>
    internal void StopServer()
    {
        Server.Dispose();
        servers.Remove(Server);
    }

    /// <summary>Runs a line with nothing but the stage's own sources.</summary>
    internal CommandResult Run(string line, int seconds = 120) => Stage.Run(Line(line), seconds);

    /// <summary>Starts a line with nothing but the stage's own sources.</summary>
    internal Process Start(string line) => Stage.Start(Line(line));

    /// <summary>Runs a line that must succeed.</summary>
    /// <returns>What it printed.</returns>
    internal string Demand(string line)
    {
        CommandResult result = Run(line);
        Assert.True(result.ExitCode == 0, $"$ {line}\n{result}");
        return result.Output;
    }

    /// <summary>Runs a line that must fail with a named error, once, and with what to do about it as the last line.</summary>
    /// <returns>What it said.</returns>
    internal string Refuse(string line, string code, int exitCode = 125)
    {
        CommandResult result = Run(line);
        string[] lines = result.Error.TrimEnd().Split('\n');
        bool isNamed = lines.Count(one => one.StartsWith("error[", StringComparison.Ordinal)) == 1 && lines.Any(one => one.StartsWith($"error[{code}]: ", StringComparison.Ordinal));
        Assert.True(result.ExitCode == exitCode && isNamed && lines[^1].StartsWith("hint: ", StringComparison.Ordinal), $"$ {line}\nexpected {code}\n{result}");
        return result.Error;
    }

    /// <summary>Asserts that an error says all of these, in this order: its message, its reasons, its place, its hint.</summary>
    internal static void Says(string said, params string[] parts)
    {
        int at = 0;
        foreach (string part in parts)
        {
            int found = said.IndexOf(part, at, StringComparison.Ordinal);
            Assert.True(found >= 0, $"`{part}` is not where it should be in\n{said}");
            at = found + part.Length;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        servers.ForEach(server => server.Dispose());
        Stage.Dispose();
    }

    private static string Line(string line) => $"export NUKA_APT= no_proxy=127.0.0.1; {line}";
}
