using System.Collections.Immutable;
using Nuka.Cli.Frame;

namespace Nuka.Cli.Tests.Frame;

/// <summary>Where pip, Cargo and Go get things is found where they look themselves.</summary>
public sealed class LockPlacesTests : IDisposable
{
    private readonly string home = Directory.CreateTempSubdirectory("nuka-places-").FullName;
    private readonly Dictionary<string, string> variables = [];
    private readonly Dictionary<string, string> programs = [];

    public LockPlacesTests() => variables["HOME"] = home;

    public void Dispose() => Directory.Delete(home, recursive: true);

    [Fact]
    public void Pips_variables_come_before_its_files()
    {
        Write(".config/pip/pip.conf", "[global]\ntimeout = 60\nindex-url = https://file.example/simple\n# index-url = https://no.example\n[freeze]\nindex-url = https://no.example/\n");
        Assert.Equal(["https://file.example/simple"], Texts(Places().Python()));
        variables["PIP_INDEX_URL"] = "https://own.example/simple/";
        variables["PIP_EXTRA_INDEX_URL"] = "https://more.example/a https://more.example/b";
        Assert.Equal(["https://own.example/simple/", "https://more.example/a", "https://more.example/b"], Texts(Places().Python()));
    }

    [Fact]
    public void A_setting_of_pip_may_have_several_lines()
    {
        Write(".pip/pip.conf", "[install]\nextra-index-url =\n    https://a.example/\n    https://b.example/\nindex-url = https://c.example/\n");
        Assert.Equal(["https://c.example/", "https://a.example/", "https://b.example/"], Texts(Places().Python()));
    }

    [Fact]
    public void Pip_itself_says_its_default()
    {
        Program("pip3", "echo '  -i, --index-url <url>       Base URL of the index (default'; echo '                 https://default.example/simple). This should'");
        Assert.Equal(["https://default.example/simple"], Texts(Places().Python()));
        Program("pip3", "exit 1");
        Assert.Empty(Places().Python());
    }

    [Fact]
    public void Cargos_registry_may_be_replaced_and_others_named()
    {
        Write(".cargo/config.toml", """
            [source.crates-io]
            replace-with = "mirror"
            [source.mirror]
            registry = "sparse+https://mirror.example/index/"
            replace-with = "second"
            [source.second]
            registry = "https://git.example/index"
            [registries.own]
            index = "sparse+https://own.example/"
            """);
        Assert.Equal(["https://mirror.example/index/", "https://own.example/"], Texts(Places().Cargo()));
    }

    [Fact]
    public void A_circle_of_Cargos_replacements_ends()
    {
        Write(".cargo/config.toml", "[source.crates-io]\nreplace-with = \"a\"\n[source.a]\nregistry = \"sparse+https://a.example/\"\nreplace-with = \"a\"\n");
        Assert.Equal(["https://a.example/"], Texts(Places().Cargo()));
        Write(".cargo/config.toml", "[source");
        Assert.Empty(Places().Cargo());
    }

    [Fact]
    public void An_index_that_Cargo_has_asked_is_known()
    {
        variables["CARGO_HOME"] = Path.Combine(home, "own");
        Write("own/registry/index/index.example.org-6f17d22bba15001f/config.json", "{}");
        Write("own/registry/index/git.example.org-1ecc6299db9ec823/.git/HEAD", "");
        Assert.Equal(["https://index.example.org/"], Texts(Places().Cargo()));
    }

    [Fact]
    public void Gos_proxies_are_those_that_Go_would_ask()
    {
        Program("go", "echo https://default.example,direct");
        Assert.Equal(["https://default.example/"], Texts(Places().Go()));
        Write(".config/go/env", "GOFLAGS=-v\nGOPROXY=https://file.example\n");
        Assert.Equal(["https://file.example/"], Texts(Places().Go()));
        variables["GOPROXY"] = "https://a.example/x|file:///srv/proxy,direct,off,https://never.example";
        Assert.Equal(["https://a.example/x", "file:///srv/proxy"], Texts(Places().Go()));
        variables["GOPROXY"] = "off";
        Assert.Empty(Places().Go());
    }

    [Fact]
    public void Without_anything_nothing_is_known()
    {
        variables.Clear();
        Assert.Empty(Places().Cargo());
        Assert.Empty(Places().Go());
    }

    private LockPlaces Places() => new(variables.ToImmutableDictionary(), name => programs.GetValueOrDefault(name));

    private void Write(string name, string text)
    {
        string path = Path.Combine(home, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private void Program(string name, string script)
    {
        Write(name, $"#!/bin/sh\n{script}\n");
        programs[name] = Path.Combine(home, name);
        using System.Diagnostics.Process made = System.Diagnostics.Process.Start("chmod", ["755", programs[name]]);
        made.WaitForExit();
    }

    private static IEnumerable<string> Texts(ImmutableArray<Uri> addresses) => addresses.Select(address => address.AbsoluteUri);
}
