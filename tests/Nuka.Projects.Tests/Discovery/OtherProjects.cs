using Nuka.Projects.Discovery;
using Nuka.Projects.Locks;

namespace Nuka.Projects.Tests.Discovery;

public sealed class OtherProjects
{
    [Fact]
    public void Python_projects_need_their_build_their_extensions_and_their_imports()
    {
        using Scanning scanning = new();
        ScanResult result = scanning.With("pyproject.toml",
            "[build-system]\nrequires = [\"setuptools>=61\", \"numpy\"]\n[project]\nname = \"x\"\nrequires-python = \">=3.9\"\ndependencies = [\"Pillow>=9\", \"pywin32; sys_platform == 'win32'\"]\n")
            .With("setup.py", "from setuptools import setup, Extension\nsetup(ext_modules=[Extension('fast', ['fast.c'], libraries=['z', 'm'])])\n")
            .With("app/__init__.py", "import os, sys\nimport numpy as np\nfrom app.helper import x\nfrom . import y\nimport requests.adapters\n").With("app/helper.py", "import pinned\n")
            .With("requirements.txt", "pinned==1.0\nrequests>=2\n-r other.txt\n").With("fast.c", "#include <Python.h>\n").Scan("python3", "-m", "app");
        Scanning.Finds(result, "py:setuptools", "py:numpy", "py:PIL", "bin:cc", "h:Python.h", "lib:z", "py:requests", "py:pip");
        Scanning.Misses(result, "py:os", "py:app", "py:pinned", "py:pywin32", "lib:m");
        Assert.Contains(result.Runtimes, r => r is { Name: "python", Range: ">=3.9", Evidence.Line: 5 });
        Assert.Equal(("app/__init__.py", 2), (result.Needs.Last(n => n.Key == "py:numpy").Evidence.File, result.Needs.Last(n => n.Key == "py:numpy").Evidence.Line));
    }

    [Theory]
    [InlineData("subprocess.check_output([\"pkg-config\", what, name])", "bin:pkg-config")]
    [InlineData("subprocess.check_output([\"pkg-config\", what, \"json-c\"]).decode().split()", "bin:pkg-config pc:json-c")]
    [InlineData("run(['pkg-config',\n    '--libs',\n    'json-c >= 0.13', f(x)[0]], text=True)\nx = ['other']", "bin:pkg-config pc:json-c")]
    [InlineData("call(('pkg-config', '--libs', 'json-c'), encoding='utf-8')", "bin:pkg-config pc:json-c")]
    [InlineData("call('pkg-config', '--libs', encoding='utf-8')", "bin:pkg-config")]
    [InlineData("run(['pkgconf',\n    '--libs', '--static',\n    'json-c >= 0.13', 'cairo'], encoding='utf-8')\nx = ['other']", "bin:pkg-config pc:json-c pc:cairo")]
    [InlineData("os.popen('pkg-config --libs json-c')", "bin:pkg-config pc:json-c")]
    [InlineData("shutil.which('pkg-config')", "bin:pkg-config")]
    [InlineData("run([\"pg_config\", \"--includedir\"])", "bin:pg_config")]
    [InlineData("run([\"pg_config\", \"--\" + what])", "bin:pg_config")]
    public void Build_scripts_of_Python_need_the_programs_that_they_ask(string line, string keys)
    {
        using Scanning scanning = new();
        ScanResult result = scanning.With("setup.py", $"import subprocess\n{line}\nsetup()\n").Scan();
        Need[] found = [.. result.Needs.Where(n => n.Key.StartsWith("pc:", StringComparison.Ordinal) || n.Key.EndsWith("config", StringComparison.Ordinal))];
        Assert.Equal(keys.Split(' ').Order(StringComparer.Ordinal), found.Select(n => n.Key).Order(StringComparer.Ordinal));
        Assert.All(found, need => Assert.Equal((2, true), (need.Evidence.Line, need.Optional)));
    }

    [Fact]
    public void Cargo_projects_need_the_libraries_behind_their_crates()
    {
        using Scanning scanning = new();
        ScanResult result = scanning.With("Cargo.toml", "[package]\nname = \"x\"\nrust-version = \"1.63\"\n").With("rust-toolchain.toml", "[toolchain]\nchannel = \"1.70.0\"\n")
            .With("Cargo.lock", "[[package]]\nname = \"openssl-sys\"\nversion = \"0.9.1\"\n\n[[package]]\nname = \"weird-sys\"\nversion = \"1.0.0\"\n")
            .With("build.rs", "fn main() {\n    pkg_config::Config::new().atleast_version(\"1\").probe(\"libudev\").unwrap();\n    println!(\"cargo:rustc-link-lib=asound\");\n}\n")
                .Scan("cargo", "build");
        Scanning.Finds(result, "bin:cargo", "bin:rustc", "bin:cc", "pc:openssl", "bin:pkg-config", "pc:weird", "pc:libudev", "lib:asound");
        Assert.Contains(result.Runtimes, r => r is { Name: "rust", Range: "1.70.0", Evidence.File: "rust-toolchain.toml" });
        Assert.Contains(result.Runtimes, r => r is { Name: "rust", Range: ">=1.63" });
    }

    [Fact]
    public void Go_projects_need_what_cgo_links_with()
    {
        using Scanning scanning = new();
        ScanResult result = scanning.With("go.mod", "module x\n\ngo 1.19\n")
            .With("a.go", "package a\n\n/*\n#cgo pkg-config: gtk+-3.0 cairo\n#cgo LDFLAGS: -lusb-1.0\n#cgo windows LDFLAGS: -lws2_32\n#include <libusb.h>\n*/\nimport \"C\"\n")
            .With("b_windows.go", "package a\n\n// #cgo LDFLAGS: -lnever\nimport \"C\"\n").With("c.go", "package a\n\nimport \"fmt\"\n").Scan("go", "build");
        Scanning.Finds(result, "bin:gcc", "pc:gtk+-3.0", "pc:cairo", "lib:usb-1.0", "h:libusb.h", "bin:pkg-config");
        Scanning.Misses(result, "lib:ws2_32", "lib:never");
        Assert.Contains(result.Runtimes, r => r is { Name: "go", Range: ">=1.19", Evidence.Line: 3 });
    }

    [Fact]
    public void DotNet_projects_need_what_dotnet_loads_by_name()
    {
        using Scanning scanning = new();
        ScanResult result = scanning.With("app.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\">\n<PropertyGroup>\n<TargetFramework>net10.0</TargetFramework>\n</PropertyGroup>\n</Project>")
            .With("global.json", "{ \"sdk\": { \"version\": \"10.0.100\", \"rollForward\": \"latestFeature\" } // c\n}").Scan("dotnet", "run");
        Scanning.Finds(result, "deb:libicu*", "deb:libssl*", "so:libstdc++.so.6", "so:libgssapi_krb5.so.2", "so:libz.so.1");
        Assert.Contains(result.Runtimes, r => r is { Name: "dotnet", Range: "10.0", Evidence: { File: "app.csproj", Line: 3 } });
        Assert.Contains(result.Runtimes, r => r is { Name: "dotnet-sdk", Range: "10.0.100 latestFeature" });
    }

    [Theory]
    [InlineData("[DllImport(\"libsodium\")] static extern int f();", "lib:sodium")]
    [InlineData("[LibraryImport(\"sodium\", SetLastError = true)]", "lib:sodium")]
    [InlineData("[System.Runtime.InteropServices.DllImport(\"libsodium.so\")]", "lib:sodium")]
    [InlineData("[DllImport(\"libsodium.so.23\")]", "so:libsodium.so.23")]
    [InlineData("const string Lib = \"sodium\";\n[DllImport(Lib)]", "lib:sodium")]
    [InlineData("[DllImport(Names.Elsewhere)]", "lib:sodium")]
    [InlineData("[DllImport(\"kernel32.dll\")]\n[DllImport(\"libc\")]\n[DllImport(Unknown)]", null)]
    public void Native_libraries_that_sources_of_dotnet_import_are_needed(string source, string? need)
    {
        using Scanning scanning = new();
        ScanResult result = scanning.With("app.csproj", "<Project Sdk=\"Microsoft.NET.Sdk\"/>").With("src/A.cs", source)
            .With("src/Names.cs", "static class Names { internal const string Elsewhere = \"libsodium\"; }").Scan();
        Assert.Equal(need is null ? [] : [need], result.Needs.Where(one => one.Evidence.File == "src/A.cs").Select(one => one.Key));
        Assert.All(result.Needs, one => Assert.True(one.Optional || one.Evidence.File != "src/A.cs"));
    }

    [Theory]
    [InlineData("Command::new(\"pkg-config\").args([\"--libs\", \"zlib\"]).output().expect(\"pkg-config\");", "pc:zlib", "pc:pkg-config")]
    [InlineData("Command::new(\"pkg-config\")\n    .arg(\"--cflags\").arg(\"zlib\").arg(name).output()?;\nlet x = \"other\";", "pc:zlib", "pc:other")]
    [InlineData("Command::new(\"protoc\").args(&[\"zlib\"]).status();", "bin:protoc", "pc:zlib")]
    public void A_build_script_of_cargo_starts_programs(string script, string found, string missed)
    {
        using Scanning scanning = new();
        ScanResult result = scanning.With("Cargo.toml", "[package]\nname = \"x\"\n").With("build.rs", $"fn main() {{ {script} }}").Scan("cargo", "build");
        Scanning.Finds(result, found);
        Scanning.Misses(result, missed);
    }

    [Fact]
    public void The_newest_framework_of_several_projects_is_the_one_to_run_on_and_what_a_build_made_says_nothing()
    {
        using Scanning scanning = new();
        ScanResult result = scanning.With("lib/lib.csproj", "<Project>\n<TargetFrameworks>netstandard2.0;net8.0;net9.0-windows</TargetFrameworks></Project>")
            .With("app/app.csproj", "<Project Sdk=\"Microsoft.NET.Sdk.Web\">\n<TargetFramework>net10.0</TargetFramework></Project>")
            .With("app/bin/Debug/net10.0/app.runtimeconfig.json", Settings("10.0.5", "")).With("app/obj/project.assets.json", "{}").Scan();
        RuntimeRequest dotnet = Assert.Single(result.Runtimes, r => r.Name == "dotnet");
        Assert.Equal(("10.0", "app/app.csproj"), (dotnet.Range, dotnet.Evidence.File));
        Assert.Single(result.Runtimes, r => r.Name == "aspnetcore");
    }

    [Theory]
    [InlineData("", "^10.0.5")]
    [InlineData("\"rollForward\": \"Disable\",", "=10.0.5")]
    [InlineData("\"rollForward\": \"LatestPatch\",", "~10.0.5")]
    [InlineData("\"rollForward\": \"Major\",", ">=10.0.5")]
    public void A_built_program_of_dotnet_states_its_runtime(string roll, string range)
    {
        using Scanning scanning = new();
        ScanResult alone = scanning.With("app.runtimeconfig.json", Settings("10.0.5", roll)).With("app.dll", "MZ").Scan("dotnet", "app.dll");
        Assert.Contains(alone.Runtimes, r => r.Name == "dotnet" && r.Range == range && r.Evidence is { File: "app.runtimeconfig.json", Line: 1 });
        Scanning.Finds(alone, "deb:libicu*");
        using Scanning built = new();
        ScanResult named = built.With("app.csproj", "<Project><TargetFramework>net10.0</TargetFramework></Project>")
            .With("bin/app.runtimeconfig.json", Settings("10.0.5", roll)).Scan("dotnet", "exec", "bin/app.dll", "--flag");
        Assert.Contains(named.Runtimes, r => r.Name == "dotnet" && r.Range == range && r.Evidence is { File: LockRequest.CommandFile, Token: "dotnet" });
        Assert.DoesNotContain(named.Runtimes, r => r.Name == "dotnet-sdk");
    }

    [Fact]
    public void Orders_to_the_sdk_need_the_sdk_and_a_program_that_brings_its_runtime_needs_none()
    {
        using Scanning scanning = new();
        scanning.With("app.runtimeconfig.json", "{\"runtimeOptions\":{\"includedFrameworks\":[{\"name\":\"Microsoft.NETCore.App\",\"version\":\"10.0.5\"}]}}");
        Assert.DoesNotContain(scanning.Scan("./app").Runtimes, r => r.Name == "dotnet");
        Assert.Contains(scanning.Scan("dotnet", "build").Runtimes, r => r.Name == "dotnet-sdk");
        Assert.DoesNotContain(scanning.Scan("dotnet", "--info").Runtimes, r => r.Name == "dotnet-sdk");
    }

    [Fact]
    public void A_path_is_taken_from_where_the_command_runs()
    {
        using Scanning scanning = new();
        scanning.With("eka.toml", "").With("tools/run", "#!/usr/bin/env perl\n");
        Scanning.Finds(scanning.ScanIn("tools", "./run"), "bin:perl");
        Scanning.Finds(scanning.ScanIn("", "tools/run"), "bin:perl");
    }

    [Fact]
    public void A_built_program_that_knows_the_invariant_culture_alone_needs_no_icu()
    {
        using Scanning scanning = new();
        ScanResult result = scanning.With("publish/app.runtimeconfig.json", "{\"runtimeOptions\":{\"includedFrameworks\":[],\"configProperties\":{\"System.Globalization.Invariant\":true}}}")
            .Scan("publish/app");
        Scanning.Finds(result, "deb:libssl*", "so:libstdc++.so.6");
        Scanning.Misses(result, "deb:libicu*");
        using Scanning other = new();
        Scanning.Finds(other.With("publish/app.runtimeconfig.json", "{\"runtimeOptions\":{\"includedFrameworks\":[]}}").Scan("publish/app"), "deb:libicu*");
    }

    private static string Settings(string version, string more) =>
        $"{{\"runtimeOptions\":{{{more}\"framework\":{{\"name\":\"Microsoft.NETCore.App\",\"version\":\"{version}\"}}}}}}";

    [Fact]
    public void Ruby_and_php_projects_need_what_their_packages_link_with()
    {
        using Scanning ruby = new();
        ScanResult gems = ruby.With("Gemfile", "source 'x'\nruby '3.1.2'\ngem 'nokogiri'\n").With("Gemfile.lock", "GEM\n  specs:\n    nokogiri (1.16.0)\n      racc (~> 1.4)\n    pg (1.5)\n")
            .Scan("bundle", "install");
        Scanning.Finds(gems, "bin:ruby", "bin:bundle", "pc:libxml-2.0", "pc:libpq", "h:ruby.h", "bin:make");
        Assert.Contains(gems.Runtimes, r => r is { Name: "ruby", Range: "3.1.2", Evidence.Line: 2 });
        using Scanning php = new();
        ScanResult composer = php.With("composer.json", "{\n \"require\": {\n  \"php\": \">=8.1\",\n  \"ext-gd\": \"*\",\n  \"ext-json\": \"*\",\n  \"ext-dom\": \"*\" } }").Scan("php", "x.php");
        Scanning.Finds(composer, "bin:php", "bin:composer", "deb:php-gd", "deb:php-xml");
        Scanning.Misses(composer, "deb:php-json");
        Assert.Contains(composer.Runtimes, r => r is { Name: "php", Range: ">=8.1", Evidence.Line: 3 });
    }

    [Fact]
    public void Scripts_and_commands_name_programs()
    {
        using Scanning scanning = new();
        ScanResult result = scanning.WithExecutable("run", "#!/usr/bin/env -S tclsh -x\n"u8.ToArray()).WithExecutable("go.sh", "#!/bin/bash\n"u8.ToArray()).Scan("jq", ".");
        Scanning.Finds(result, "bin:tclsh", "bin:bash", "bin:jq");
        Assert.Equal(NeedOrigin.Command, result.Needs.Single(n => n.Key == "bin:jq").Origin);
    }

    [Fact]
    public void A_scan_does_not_change_by_building()
    {
        using Scanning scanning = new();
        string before = Show(scanning.With("CMakeLists.txt", "project(x C)\n").With("a.c", "").Scan());
        scanning.With("build/CMakeCache.txt", "").With("build/a.c", "#include <made.h>\n").With("node_modules/x/b.c", "#include <made.h>\n").With(".venv/lib/c.c", "#include <made.h>\n");
        Assert.Equal(before, Show(scanning.Scan()));
    }

    private static string Show(ScanResult result) => string.Join('\n', result.Needs) + string.Join('\n', result.Runtimes);
}
