using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Nuka.Projects.Discovery;

namespace Nuka.Projects.Tests.Discovery;

/// <summary>Files that a project brings may hold anything: what cannot be read names nothing, and never ends the command.</summary>
public sealed partial class OddContents
{
    private static readonly string[] Odd =
    [
        "[]", "{}", "null", "1", "true", "\"\"", "\"\\ud800\"", "\"a\\u0000b\"", "\0", "'", "\"", "\\", "(", ")", "[", "]", "{", "}", "<", "=", ":", ",", ";", "#", "%", "$(",
        "${", "../..", "/", "//", "-", "--", "~", "^", "*", "99999999999999999999", "-1", "1e999", "\u00e9", "\r\n", "\n\n", "\uFEFF", new string('a', 300), "a/b", "..",
    ];

    private static readonly (string Name, string Text)[] Samples =
    [
        ("package-lock.json", """{ "packages": { "node_modules/a": { "version": "1.0.0", "hasInstallScript": true, "cpu": ["x64"], "os": ["linux"] } } }"""),
        ("package-lock.json", """{ "lockfileVersion": 1, "dependencies": { "a": { "version": "1.0.0", "dependencies": { "b": { "version": "1.0.0" } } } } }"""),
        ("package.json", """{ "packageManager": "pnpm@8.6.0", "engines": { "node": ">=18" }, "dependencies": { "a": "1.0.0", "b": "^2" }, "scripts": { "install": "node-gyp rebuild" } }"""),
        ("binding.gyp", """{ 'targets': [{ 'libraries': ['<!@(pkg-config x --libs)', '-lgif'], 'conditions': [['OS=="mac"', { 'libraries': ['-lm'] }, { 'x%': 1 }]] }] }"""),
        ("pnpm-lock.yaml", "lockfileVersion: '6.0'\npackages:\n\n  /a@1.0.0:\n    resolution: {integrity: sha512-AAAA}\n    requiresBuild: true\n"),
        ("yarn.lock", "__metadata:\n  version: 6\n\n\"a@npm:^1.0.0\":\n  version: 1.0.0\n"),
        ("composer.json", """{ "require": { "php": ">=8.1", "ext-gd": "*" }, "config": { "platform": { "php": "8.1" } } }"""),
        ("composer.lock", """{ "packages": [ { "name": "a/b", "require": { "ext-intl": "*" } } ], "packages-dev": [] }"""),
        ("app.runtimeconfig.json", """{ "runtimeOptions": { "rollForward": "Major", "frameworks": [ { "name": "Microsoft.NETCore.App", "version": "8.0.0" } ] } }"""),
        ("global.json", """{ "sdk": { "version": "8.0.100", "rollForward": "latestFeature" } }"""),
        ("a.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net8.0</TargetFramework></PropertyGroup></Project>"),
        ("pyproject.toml", "[project]\nrequires-python = \">=3.9\"\ndependencies = [\"numpy>=1\"]\n[tool.poetry.dependencies]\npython = \"^3.9\"\n[build-system]\nrequires = [\"setuptools\"]\n"),
        ("requirements.txt", "numpy==1.26 ; python_version > \"3.8\"\n-r other.txt\npsycopg2>=2\n"),
        ("uv.lock", "version = 1\nrequires-python = \">=3.9\"\n[[package]]\nname = \"lxml\"\nversion = \"5.0\"\n"),
        ("Pipfile.lock", """{ "_meta": { "requires": { "python_version": "3.9" } }, "default": { "lxml": { "version": "==5.0" } } }"""),
        ("setup.py", "setup(ext_modules=[Extension('a', libraries=['xml2', \"z\"])], python_requires='>=3.8')\nsubprocess.check_output(['pkg-config', '--cflags', 'cairo'])\n"),
        ("Cargo.toml", "[package]\nname = \"a\"\nlinks = \"z\"\nrust-version = \"1.70\"\n[dependencies]\nopenssl-sys = { version = \"0.9\", features = [\"vendored\"] }\n"),
        ("Cargo.lock", "version = 3\n[[package]]\nname = \"openssl-sys\"\nversion = \"0.9.1\"\n"),
        ("build.rs", "fn main() { pkg_config::probe_library(\"zlib\"); Command::new(\"pkg-config\").args([\"--libs\", \"zlib\"]); println!(\"cargo:rustc-link-lib=z\"); }\n"),
        ("rust-toolchain.toml", "[toolchain]\nchannel = \"1.75\"\n"),
        ("go.mod", "module a\n\ngo 1.21\n\nrequire example.org/mattn/go-sqlite3 v1.14.0\n"),
        ("main.go", "package main\n\n// #cgo pkg-config: cairo\n// #cgo LDFLAGS: -lz\n// #include <zlib.h>\nimport \"C\"\n"),
        ("Gemfile", "source 'x'\nruby '~> 3.1'\ngem 'nokogiri', '~> 1'\n"),
        ("Gemfile.lock", "GEM\n  specs:\n    nokogiri (1.15.0)\n\nRUBY VERSION\n   ruby 3.1.2p20\n"),
        ("extconf.rb", "require 'mkmf'\npkg_config('cairo')\nhave_library('z', 'deflate')\nfind_header('zlib.h')\n"),
        ("CMakeLists.txt", "cmake_minimum_required(VERSION 3.10)\nfind_package(ZLIB REQUIRED)\npkg_check_modules(X REQUIRED cairo>=1 gtk4)\nfind_library(L NAMES z \"a b\")\nif(WIN32)\nendif()\n"),
        ("meson.build", "project('a', 'c', version: '1')\ndependency('zlib', version: '>=1')\nfind_program('bison', required: false)\ncc.find_library('m')\nif host_machine.system() == 'windows'\nendif\n"),
        ("configure.ac", "AC_INIT([a],[1])\nPKG_CHECK_MODULES([X], [cairo >= 1 gtk4])\nAC_CHECK_LIB([z], [deflate])\nAC_CHECK_PROGS([B], [bison byacc])\nAC_CHECK_HEADERS([zlib.h])\n"),
        ("Makefile", "CFLAGS = $(shell pkg-config --cflags cairo)\nLDLIBS += -lz\nX ?= pkg-config\nall:\n\t$(X) --libs zlib\n\tgcc a.c\n"),
        ("a.c", "#include <zlib.h>\n#ifdef _WIN32\n#include <windows.h>\n#else\n#include \"a.h\"\n#endif\n#if defined(X) && X > 1\n#endif\n"),
        (".nvmrc", "v20\n"),
        (".python-version", "3.11\n"),
        (".tool-versions", "nodejs 20\npython 3.11\n"),
        ("run", "#!/usr/bin/env -S python3 -u\n"),
    ];

    [Fact]
    [Trait("tier", "sample")]
    public void What_a_project_brings_is_looked_at_to_the_end_whatever_it_holds()
    {
        Gen<(int Sample, (int Where, int How)[] Edits)> odd = Gen.Zip(
            Gen.Choose(0, Samples.Length - 1), Gen.Zip(Gen.Choose(0, int.MaxValue - 1), Gen.Choose(0, int.MaxValue - 1)).NonEmptyListOf().Select(list => list.Take(3).ToArray()));
        Prop.ForAll(odd.ToArbitrary(), one => Looks(Samples[one.Sample].Name, one.Edits.Aggregate(Samples[one.Sample].Text, Edit)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Theory]
    [InlineData("package-lock.json", """{ "dependencies": { "a": "1.0.0" } }""")]
    [InlineData("package-lock.json", """{ "packages": { "node_modules/a": 1 } }""")]
    [InlineData("package-lock.json", """{ "packages": { "node_modules/\ud800": { "version": "1.0.0", "hasInstallScript": true } } }""")]
    [InlineData("package.json", """{ "engines": { "node": "\udc00" } }""")]
    [InlineData("package.json", """{ "dependencies": { "\ud800x": "1" } }""")]
    [InlineData("package.json", """{ "engines": { "node": "\\\ud83d\ude00\ude00" } }""")]
    [InlineData("package.json", """{ "engines": { "node": "\\ud83d\ude00" } }""")]
    [InlineData("composer.json", """{ "require": { "php": "\ud800\ud800" } }""")]
    public void Json_of_other_shapes_and_halves_of_characters_name_nothing(string name, string text) => Looks(name, text);

    private static void Looks(string name, string text)
    {
        using Scanning scanning = new();
        if (name != "package.json" && name.StartsWith('p'))
        {
            scanning.With("package.json", "{}");
        }

        scanning.With(name, text).WithExecutable("run", Encoding.UTF8.GetBytes(name == "run" ? text : "#!/bin/sh\n"));
        scanning.Scan("./run");
        ArtefactScanner.Scan(scanning.Directory, "x64");
    }

    private static string Edit(string text, (int Where, int How) edit)
    {
        Match[] words = [.. Word().Matches(text).Cast<Match>(), .. Group().Matches(text).Cast<Match>()];
        if (words.Length == 0)
        {
            return text;
        }

        Match word = words[edit.Where % words.Length];
        string odd = Odd[edit.How / 8 % Odd.Length];
        Match other = words[edit.How / 8 % words.Length];
        return (edit.How % 8) switch
        {
            0 => text[..word.Index],
            1 => text.Remove(word.Index, word.Length),
            2 => text.Insert(word.Index, odd),
            3 => text.Insert(word.Index, other.Value),
            4 => text.Insert(word.Index + (word.Length / 2), odd),
            _ => text.Remove(word.Index, word.Length).Insert(word.Index, odd),
        };
    }

    [GeneratedRegex("\"[^\"\\n]*\"|'[^'\\n]*'|\\w+|\\S")]
    private static partial Regex Word();

    [GeneratedRegex(@"\{[^{}]*\}|\[[^\[\]]*\]|\([^()]*\)|.+\n")]
    private static partial Regex Group();
}
