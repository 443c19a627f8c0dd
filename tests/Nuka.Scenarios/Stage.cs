using System.Diagnostics;
using System.Xml.Linq;

namespace Nuka.Scenarios;

/// <summary>A directory with a home and a state of its own, in which one account runs commands. Everything is removed at the end.</summary>
internal sealed class Stage : IDisposable
{
    private readonly Account _account;

    /// <summary>Sets the stage.</summary>
    /// <param name="account">Who acts.</param>
    /// <param name="state">A state directory that several scenarios share; <see langword="null"/> for one of its own.</param>
    internal Stage(Account account, string? state = null)
    {
        _account = account;
        Directory = System.IO.Directory.CreateTempSubdirectory("nuka-scenario-").FullName;
        Home = System.IO.Directory.CreateDirectory(Path.Join(Directory, "home")).FullName;
        Work = System.IO.Directory.CreateDirectory(Path.Join(Directory, "work")).FullName;
        State = state ?? Path.Join(Directory, "state");
        NameSourcesOfNuGet();
        HandOver();
    }

    /// <summary>The directory of everything.</summary>
    internal string Directory { get; }

    /// <summary>The home directory.</summary>
    internal string Home { get; }

    /// <summary>The working directory.</summary>
    internal string Work { get; }

    /// <summary>The state directory.</summary>
    internal string State { get; }

    /// <summary>Writes a file below the working directory; a script with <c>#!</c> becomes executable.</summary>
    internal void Write(string name, string text)
    {
        string file = Path.GetFullPath(name, Work);
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        if (text.StartsWith("#!", StringComparison.Ordinal))
        {
            Execute("chmod", ["755", file]);
        }

        HandOver();
    }

    /// <summary>Runs a line in <c>sh</c>, with <c>nuka</c> on the path.</summary>
    internal CommandResult Run(string line, int seconds = 60)
    {
        using Process process = Start(line);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(seconds)))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"`{line}` took longer than {seconds} s");
        }

        return new CommandResult(process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    /// <summary>Starts a line in <c>sh</c>, for scenarios that do something meanwhile.</summary>
    internal Process Start(string line)
    {
        string[] words = [.. _account.Prefix, "sh", "-c", line];
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            WorkingDirectory = Work,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        string path = start.Environment["PATH"] ?? "/usr/bin:/bin";
        foreach (string name in start.Environment.Keys.Where(IsNotHandedOn).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["PATH"] = $"{NukaProgram.DirectoryFor(_account)}:{path}";
        start.Environment["HOME"] = Home;
        start.Environment["NUKA_STATE"] = State;
        start.Environment["TMPDIR"] = Home;
        start.Environment["CHECKOUT"] = Checkout.Directory;
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Views are read-only directories, which even their owner must open up before removing.
        Execute("chmod", ["-R", "u+rwX", Directory]);
        Execute("rm", ["-rf", Directory]);
    }

    // A scenario must not depend on how the person who runs it has set up nuka, a desktop or a language.
    private static bool IsNotHandedOn(string name) =>
        name.StartsWith("NUKA_", StringComparison.Ordinal) || name.StartsWith("XDG_", StringComparison.Ordinal)
            || name.StartsWith("LC_", StringComparison.Ordinal)
        || name.StartsWith("npm_", StringComparison.Ordinal)
            || name is "DISPLAY" or "WAYLAND_DISPLAY" or "DBUS_SESSION_BUS_ADDRESS" or "NO_COLOR" or "LANG";

    private static void Execute(string program, IReadOnlyList<string> arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
    }

    /// <summary>
    /// Where packages of NuGet come from is as a rule among a person's settings, not the machine's: of these the home directory gets the sources, and no password.
    /// </summary>
    private void NameSourcesOfNuGet()
    {
        const string Settings = ".nuget/NuGet/NuGet.Config";
        string own = Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), Settings);
        if (File.Exists(own))
        {
            string theirs = Path.Join(Home, Settings);
            System.IO.Directory.CreateDirectory(Path.GetDirectoryName(theirs)!);
            new XElement("configuration", XDocument.Load(own).Root!.Element("packageSources")).Save(theirs);
        }
    }

    private void HandOver()
    {
        if (_account.IsOther)
        {
            Execute("chown", ["-R", $"{Account.Unprivileged}:{Account.Unprivileged}", Directory]);
            Execute("chmod", ["755", Directory]);
        }
    }
}
