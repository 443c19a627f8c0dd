using System.Text.RegularExpressions;
using Nuka.Formats.Toml;
using Nuka.Platform.Errors;
using Nuka.Projects.Discovery.C;
using Nuka.Projects.Discovery.Files;

namespace Nuka.Projects.Discovery.Rust;

/// <summary>Projects of Cargo: the toolchain they state, and the system's libraries behind their crates.</summary>
internal sealed partial class CargoFinder(SourceFiles files, NeedSink sink)
{
    public static bool Recognises(SourceFiles files) => files.Has("Cargo.toml");

    public void Find()
    {
        sink.Ecosystems.Add("cargo");
        Evidence evident = new(files.Label + "Cargo.toml", 0, "Cargo.toml");
        sink.AddKnown("tool", "cargo", evident);
        FindToolchain(evident);
        foreach (string path in files.Named(name => name == "Cargo.toml"))
        {
            FindManifest(path);
        }

        FindLock();
        FindBuildScripts();
    }

    private void FindToolchain(Evidence evident)
    {
        foreach (string path in (string[])["rust-toolchain.toml", "rust-toolchain"])
        {
            if (SourceText.Read(files, path) is { } text && Channel().Match(text.Text) is { Success: true } match)
            {
                string channel = match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value;
                sink.Ask("rust", channel is "stable" ? "" : channel, text.At(match.Index, match.Value.Trim()));
            }
        }

        sink.Ask("rust", "", evident);
    }

    private void FindManifest(string path)
    {
        if (SourceText.Read(files, path) is not { } text || Parse(text) is not { } document)
        {
            return;
        }

        if ((document.Find("package", "rust-version") ?? document.Find("workspace", "package", "rust-version")) is TomlString version)
        {
            sink.Ask("rust", $">={version.Value}", text.At(version.Start, $"rust-version = \"{version.Value}\""));
        }

        if (document.Find("package", "metadata", "system-deps") is TomlTable dependencies)
        {
            foreach (TomlEntry entry in dependencies.Entries)
            {
                string module = (entry.Value as TomlTable)?.Text("name") ?? entry.Key;
                sink.Add(NeedKind.Program, "pkg-config", text.At(entry.KeyStart, entry.Key));
                sink.Add(NeedKind.PkgConfig, module, text.At(entry.KeyStart, $"{entry.Key} = …"));
            }
        }

        if (!files.Has("Cargo.lock"))
        {
            foreach (string table in (string[])["dependencies", "build-dependencies", "dev-dependencies"])
            {
                foreach (TomlEntry entry in (document.Root[table] as TomlTable)?.Entries ?? [])
                {
                    Crate(entry.Key, text.At(entry.KeyStart, entry.Key));
                }
            }
        }
    }

    private void FindLock()
    {
        if (SourceText.Read(files, "Cargo.lock") is not { } text)
        {
            return;
        }

        foreach (Match match in LockedName().Matches(text.Text))
        {
            Crate(match.Groups[1].Value, text.At(match.Index, match.Value));
        }
    }

    private void Crate(string name, Evidence evidence)
    {
        if (sink.AddKnown("crate", name, evidence))
        {
            if (sink.Known.Find("crate", name)!.Needs.Any(need => need.StartsWith("pc:", StringComparison.Ordinal)))
            {
                sink.Add(NeedKind.Program, "pkg-config", evidence, origin: NeedOrigin.Known);
            }
        }
        else if (name.EndsWith("-sys", StringComparison.Ordinal))
        {
            // Unknown, but by its name a binding: what the archive has of that name.
            sink.Add(NeedKind.PkgConfig, name[..^4], evidence, optional: true);
        }
    }

    private void FindBuildScripts()
    {
        foreach (string path in files.Named(name => name.EndsWith(".rs", StringComparison.Ordinal)).Take(ScanLimits.SourceFiles))
        {
            if (SourceText.Read(files, path) is not { } text)
            {
                continue;
            }

            foreach (Match match in LinkAttribute().Matches(text.Text))
            {
                LinkWords.AddLibrary(match.Groups[1].Value, text.At(match.Index, match.Value), sink, optional: true);
            }

            if (!path.EndsWith("build.rs", StringComparison.Ordinal))
            {
                continue;
            }

            foreach (Match match in Probe().Matches(text.Text))
            {
                sink.Add(NeedKind.Program, "pkg-config", text.At(match.Index, match.Value));
                sink.Add(NeedKind.PkgConfig, match.Groups[1].Value, text.At(match.Index, match.Value));
            }

            FindPrograms(text);
            foreach (Match match in LinkLibrary().Matches(text.Text))
            {
                LinkWords.AddLibrary(match.Groups[1].Value, text.At(match.Index, match.Value), sink, optional: true);
            }
        }
    }

    /// <summary>Programs that a build script starts; of pkg-config what it is asked for, where that stands in the same statement.</summary>
    private void FindPrograms(SourceText text)
    {
        foreach (Match match in Started().Matches(text.Text))
        {
            string program = match.Groups[1].Value;
            Evidence evidence = text.At(match.Index, match.Value[..(match.Groups[2].Index - match.Index)]);
            bool asks = program is "pkg-config" or "pkgconf";
            sink.Add(NeedKind.Program, program, evidence, optional: !asks);
            IEnumerable<Match> arguments = asks ? Arguments().Matches(match.Groups[2].Value) : [];
            foreach (Capture word in arguments.SelectMany(argument => argument.Groups[1].Captures))
            {
                sink.Add(NeedKind.PkgConfig, word.Value, text.At(match.Groups[2].Index + word.Index, word.Value));
            }
        }
    }

    private TomlDocument? Parse(SourceText text)
    {
        try
        {
            return TomlDocument.Parse(text.Text, text.File);
        }
        catch (NukaException failure)
        {
            sink.Notes.Add($"{text.File} could not be read: {failure.Problem.Message}");
            return null;
        }
    }

    [GeneratedRegex(@"(?m)^\s*channel\s*=\s*""([^""]+)""|^\s*([0-9][\w.-]*|stable|beta|nightly[\w-]*)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Channel();

    [GeneratedRegex(@"(?m)^name = ""([^""]+)""", RegexOptions.CultureInvariant)]
    private static partial Regex LockedName();

    // Command::new("pkg-config").args(["--libs", "zlib"]).output();
    [GeneratedRegex(@"Command::new\(\s*""([\w.+-]+)""\s*\)([^;]*)", RegexOptions.CultureInvariant)]
    private static partial Regex Started();

    // .arg("zlib"), .args(["--libs", "zlib"]), .args(&["zlib"]): the words that are no options.
    [GeneratedRegex(@"\.args?\(\s*&?\[?(?:\s*""(?:([A-Za-z0-9][\w.+-]*)|[^""]*)""\s*,?)+", RegexOptions.CultureInvariant)]
    private static partial Regex Arguments();

    [GeneratedRegex(@"(?:probe_library|\.probe)\(\s*""([^""]+)""", RegexOptions.CultureInvariant)]
    private static partial Regex Probe();

    [GeneratedRegex(@"rustc-link-lib=(?:dylib=|static=)?([\w.+-]+)", RegexOptions.CultureInvariant)]
    private static partial Regex LinkLibrary();

    [GeneratedRegex(@"#\[link\(\s*name\s*=\s*""([^""]+)""", RegexOptions.CultureInvariant)]
    private static partial Regex LinkAttribute();
}
