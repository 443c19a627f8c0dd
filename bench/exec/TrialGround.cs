using System.Diagnostics;
using System.Text.Json;

namespace Nuka.Bench.Exec;

/// <summary>
/// A locked project with a state of its own, everything fetched, and its root once more as one directory of hard links, for the rivals that take
/// a directory.
/// </summary>
internal sealed class TrialGround
{
    private readonly string state;

    /// <summary>Locks the project, realises its environment and links its root together.</summary>
    /// <param name="front">The <c>nuka</c> that is measured.</param>
    /// <param name="work">The directory that keeps it all; <c>project</c> is there already.</param>
    internal TrialGround(string front, string work)
    {
        Front = front;
        Project = Path.Combine(work, "project");
        state = Path.Combine(work, "state");
        Root = Path.Combine(work, "root");
        FlatpakUser = Path.Combine(work, "flatpak", "user");
        Ask([front, "exec", "true"]);
        Layers = ReadLayers();
        LinkRoot();
    }

    /// <summary>The front command.</summary>
    internal string Front { get; }

    /// <summary>The project's directory.</summary>
    internal string Project { get; }

    /// <summary>The root as one directory.</summary>
    internal string Root { get; }

    /// <summary>The layers' directories, topmost first.</summary>
    internal IReadOnlyList<string> Layers { get; }

    /// <summary>Where flatpak's own application is installed.</summary>
    internal string FlatpakUser { get; }

    /// <summary>The variables of every contender.</summary>
    internal IReadOnlyList<string> Variables =>
    [
        $"NUKA_STATE={state}", "PATH=/usr/bin:/bin", $"HOME={Environment.GetEnvironmentVariable("HOME") ?? "/"}", "TERM=dumb",
        $"FLATPAK_USER_DIR={FlatpakUser}",
    ];

    /// <summary>Forgets the plans, so that the next start has to look at everything but finds it in the store.</summary>
    internal void ForgetPlans()
    {
        string plans = Path.Combine(state, "plans-v1");
        if (Directory.Exists(plans))
        {
            Directory.Delete(plans, recursive: true);
        }
    }

    private List<string> ReadLayers()
    {
        using JsonDocument answer = JsonDocument.Parse(Ask([Front, "env", "--json"]));
        return [.. answer.RootElement.GetProperty("layers").EnumerateArray().Select(layer => layer.GetString()!)];
    }

    private void LinkRoot()
    {
        string mark = Path.Combine(Root + ".layers");
        string wanted = string.Join('\n', Layers);
        if (File.Exists(mark) && File.ReadAllText(mark) == wanted)
        {
            return;
        }

        Ask(["/bin/sh", "-c", "chmod -R u+w \"$1\" 2>/dev/null; rm -rf \"$1\"; mkdir -p \"$1\"", "sh", Root]);
        foreach (string layer in Layers)
        {
            // A name that an upper layer has stays; directories must be writable for the next layer's names.
            Ask(["/bin/sh", "-c", "cp -an --link \"$1/.\" \"$2/\" && find \"$2\" -type d ! -perm -u+w -exec chmod u+w {} +", "sh", layer, Root]);
        }

        Directory.CreateDirectory(Root + Project);
        File.WriteAllText(mark, wanted);
    }

    private string Ask(IReadOnlyList<string> words)
    {
        ProcessStartInfo start = new(words[0], words.Skip(1)) { WorkingDirectory = Project, RedirectStandardOutput = true };
        start.Environment.Clear();
        foreach (string variable in Variables)
        {
            int equals = variable.IndexOf('=', StringComparison.Ordinal);
            start.Environment[variable[..equals]] = variable[(equals + 1)..];
        }

        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{string.Join(' ', words)} ended with {process.ExitCode}");
    }
}
