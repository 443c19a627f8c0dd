using Nuka.Projects.Discovery;
using Nuka.Projects.Locks;
using Nuka.Projects.Manifests;

namespace Nuka.Projects.Tests.Discovery;

public sealed class NpmProjects
{
    private const string Lock = """
        {
          "name": "app", "lockfileVersion": 3,
          "packages": {
            "": { "dependencies": { "drawing": "1.0.0" } },
            "node_modules/drawing": { "version": "1.0.0", "hasInstallScript": true },
            "node_modules/plain": { "version": "2.0.0" },
            "node_modules/@x/linux": { "version": "3.0.0", "cpu": ["x64"], "os": ["linux"] },
            "node_modules/@x/darwin": { "version": "3.0.0", "cpu": ["arm64"], "os": ["darwin"] }
          }
        }
        """;

    private const string Gyp = """
        # an addon
        {
          'variables': { 'with_jpeg%': '<!(node ./util/has_lib.js jpeg)', },
          'targets': [{
            'target_name': 'drawing', "include_dirs": ["<!(node -e \"require('nan')\")"],
            'conditions': [
              ['OS=="win"', { 'libraries': ['-lcairo-win', '-l<(GTK_Root)/lib/x.lib'] }, {
                'libraries': ['<!@(pkg-config pixman-1 --libs)', '<!@(pkg-config "cairo >= 1.12" --libs | sed s/-I//g)', '-lgif', '-lm'],
              }],
              ['OS=="mac"', { 'libraries': ['-lmac'] }],
              ['with_jpeg=="true"', { 'conditions': [['OS!="win"', { 'libraries': ['<!@(pkg-config libjpeg --libs)'] }]] }],
              ['OS in "linux freebsd" and target_arch=="x64"', { 'libraries': ['-lX11', '-lXtst'] }],
            ],
          }],
        }
        """;

    [Fact]
    public void A_native_package_is_looked_into_before_it_is_installed()
    {
        using Scanning scanning = new();
        ScanResult result = scanning.With("package.json", "{}").With("package-lock.json", Lock)
            .WithPackage("drawing", "1.0.0", ("binding.gyp", Gyp), ("package.json", """{ "scripts": { "install": "node-gyp rebuild" } }"""))
            .WithPackage("@x/linux", "3.0.0").Scan("npm", "start");
        Scanning.Finds(result, "bin:python3", "bin:make", "bin:g++", "bin:pkg-config", "pc:pixman-1", "pc:cairo", "lib:gif", "pc:libjpeg", "lib:X11", "lib:Xtst");
        Scanning.Misses(result, "lib:mac", "lib:cairo-win", "lib:m");
        Assert.Equal("/usr", result.Variables["npm_config_nodedir"]);
        Need cairo = result.Needs.First(n => n.Key == "pc:cairo");
        Assert.Equal(("drawing@1.0.0/binding.gyp", 8), (cairo.Evidence.File, cairo.Evidence.Line));
        Assert.Contains("cairo", cairo.Evidence.Token, StringComparison.Ordinal);
        Assert.False(cairo.Optional);
        Assert.True(result.Needs.First(n => n.Key == "pc:libjpeg").Optional);
        Assert.Empty(result.Notes);
    }

    [Fact]
    public void A_package_that_cannot_be_had_is_said_and_not_silently_left_out()
    {
        using Scanning scanning = new();
        ScanResult result = scanning.With("package.json", "{}").With("package-lock.json", Lock).Scan();
        Assert.Contains(result.Notes, note => note.Contains("drawing@1.0.0", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{ "dependencies": { "drawing": "1.0.0", "canvas": "^2.11.2" }, "devDependencies": { "jest": "*", "mine": "workspace:*" } }""", "2 packages")]
    [InlineData("""{ "dependencies": { "drawing": "1.0.0", "mine": "file:../mine" } }""", null)]
    public void Versions_that_nobody_has_chosen_yet_are_said_to_be_open(string manifest, string? said)
    {
        using Scanning scanning = new();
        string[] notes = [.. scanning.With("package.json", manifest).WithPackage("drawing", "1.0.0").Scan().Notes.Where(note => note.Contains("open and has no lock", StringComparison.Ordinal))];
        Assert.Equal(said is null ? 0 : 1, notes.Length);
        Assert.All(notes, note => Assert.Contains(said!, note, StringComparison.Ordinal));
    }

    [Fact]
    public void With_a_lock_nothing_is_said_to_be_open()
    {
        using Scanning scanning = new();
        ScanResult result = scanning.With("package.json", """{ "dependencies": { "a": "^1" } }""").With("package-lock.json", """{ "lockfileVersion": 3, "packages": {} }""").Scan();
        Assert.Empty(result.Notes);
    }

    [Theory]
    [InlineData("package-lock.json", """{ "lockfileVersion": 1, "dependencies": { "a": { "version": "1.0.0", "dependencies": { "drawing": { "version": "1.0.0" } } } } }""")]
    [InlineData("npm-shrinkwrap.json", """{ "packages": { "node_modules/a/node_modules/drawing": { "version": "1.0.0", "hasInstallScript": true } } }""")]
    [InlineData("yarn.lock", "# yarn lockfile v1\n\n\"@a/b@^1\":\n  version \"1.0.0\"\n\ndrawing@^1.0.0, drawing@^1.0.1:\n  version \"1.0.0\"\n")]
    [InlineData("yarn.lock", "__metadata:\n  version: 6\n\n\"drawing@npm:^1.0.0\":\n  version: 1.0.0\n  resolution: \"drawing@npm:1.0.0\"\n")]
    [InlineData("pnpm-lock.yaml",
        "lockfileVersion: '6.0'\n\npackages:\n\n  /drawing@1.0.0:\n    resolution: {integrity: sha512-AAAA}\n    requiresBuild: true\n\n  /other@1.0.0:\n    resolution: {}\n")]
    [InlineData("pnpm-lock.yaml", "lockfileVersion: '9.0'\n\npackages:\n\n  drawing@1.0.0:\n    resolution: {integrity: sha512-AAAA}\n")]
    [InlineData("pnpm-lock.yaml", "lockfileVersion: 5.4\n\npackages:\n\n  /drawing/1.0.0:\n    requiresBuild: true\n")]
    [InlineData("package.json", """{ "dependencies": { "drawing": "1.0.0", "ranged": "^2" } }""")]
    public void Every_kind_of_lock_leads_to_the_native_package(string name, string text)
    {
        using Scanning scanning = new();
        ScanResult result = scanning.With("package.json", "{}").With(name, text).WithPackage("drawing", "1.0.0", ("binding.gyp", Gyp)).Scan();
        Scanning.Finds(result, "pc:cairo", "bin:python3");
    }

    [Fact]
    public void The_runtime_is_what_the_project_states_with_its_line()
    {
        using Scanning scanning = new();
        ScanResult result = scanning.With(".nvmrc", "v20\n").With("package.json", "{\n  \"packageManager\": \"pnpm@8.6.0+sha256.x\",\n  \"engines\": { \"node\": \">=18 <21\" }\n}").Scan();
        Assert.Contains(result.Runtimes, r => r is { Name: "node", Range: "20", Evidence: { File: ".nvmrc", Line: 1 } });
        Assert.Contains(result.Runtimes, r => r is { Name: "node", Range: ">=18 <21", Evidence: { File: "package.json", Line: 3 } });
        Assert.Contains(result.Runtimes, r => r is { Name: "pnpm", Range: "8.6.0" });
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{ 'a' 'b' }")]
    [InlineData("[1, 2")]
    [InlineData("{'a': }")]
    [InlineData("")]
    [InlineData("import os")]
    public void What_is_no_gyp_file_is_no_value(string text) => Assert.Null(Nuka.Projects.Discovery.Npm.GypParser.Parse(text));

    [Fact]
    public void An_absurdly_deep_gyp_file_is_refused_and_no_crash() =>
        Assert.Null(Nuka.Projects.Discovery.Npm.GypParser.Parse(new string('[', 100_000)));

    [Theory]
    [InlineData("OS==\"linux\"", true)]
    [InlineData("OS!='win'", true)]
    [InlineData("OS==\"win\" or OS==\"mac\"", false)]
    [InlineData("OS==\"linux\" and target_arch==\"arm64\"", false)]
    [InlineData("OS==\"linux\" and with_x==\"true\"", null)]
    [InlineData("OS not in \"win mac\"", true)]
    [InlineData("OS==\"win\" and with_x==1", false)]
    [InlineData("OS == 'linux' and with_y == 1 or OS == 'android'", true)]
    [InlineData("with_y==0", false)]
    [InlineData("with_y!='1'", false)]
    [InlineData("with_y==other", null)]
    public void Conditions_are_decided_for_linux(string condition, bool? expected) =>
        Assert.Equal(expected, Nuka.Projects.Discovery.Npm.GypCondition.Decide(
            condition, name => name switch { "OS" => "linux", "target_arch" => "x64", "with_y" => "1", _ => null }));

    [Theory]
    [InlineData(""" "dependencies": { "nan": "~2.17.0" } """, true)]
    [InlineData(""" "dependencies": { "x": "1", "bindings": "1.5.0" } """, true)]
    [InlineData(""" "optionalDependencies": { "node-gyp-build": "^4" } """, true)]
    [InlineData(""" "dependencies": { "lodash": "^4" } """, false)]
    public void A_package_that_depends_on_the_tools_of_addons_is_looked_into_though_the_lock_names_no_script(string dependencies, bool opened)
    {
        using Scanning scanning = new();
        ScanResult result = scanning.With("package.json", "{}")
            .With("package-lock.json", $$"""{ "lockfileVersion": 3, "packages": { "node_modules/pq": { "version": "1.0.0", {{dependencies}} } } }""")
            .WithPackage("pq", "1.0.0", ("binding.gyp", Gyp)).Scan();
        Assert.Equal(opened ? ["npm:pq@1.0.0"] : [], result.Opened);
        Assert.Equal(opened, result.Needs.Any(need => need.Key == "pc:cairo"));
    }

    [Fact]
    public void A_package_that_is_installed_with_a_binding_gyp_is_looked_into()
    {
        using Scanning scanning = new();
        scanning.With("package.json", "{}").With("package-lock.json", """{ "lockfileVersion": 3, "packages": { "node_modules/a/node_modules/pq": { "version": "1.0.0" } } }""")
            .WithPackage("pq", "1.0.0", ("binding.gyp", Gyp));
        Scanning.Misses(scanning.Scan(), "pc:cairo");
        Scanning.Finds(scanning.With("node_modules/a/node_modules/pq/binding.gyp", Gyp).Scan(), "pc:cairo", "bin:make");
    }

    [Theory]
    [InlineData("'<!(which pg_config || find /usr/bin -executable -name pg_config -print -quit)'", "bin:pg_config")]
    [InlineData("'<!@(mysql_config --cflags)'", "bin:mysql_config")]
    [InlineData("'<!@(xml2-config --libs | sed s/-I//g)'", "bin:xml2-config")]
    [InlineData("'<!(net-snmp-config --base-cflags)'", "bin:net-snmp-config")]
    [InlineData("'<!(Magick++-config --ldflags)'", "bin:Magick++-config")]
    public void Programs_that_tell_how_to_link_are_needed(string command, string need)
    {
        using Scanning scanning = new();
        ScanResult result = scanning.With("package.json", "{}").With("binding.gyp", "{ 'targets': [{ 'include_dirs': [" + command + "] }] }").Scan();
        Scanning.Finds(result, need);
    }

    [Theory]
    [InlineData("'<!(node ./tools/get-config.js)'")]
    [InlineData("'<!(./build-config)'")]
    [InlineData("'a pg_config b'")]
    [InlineData("'<!(pkg-config --libs zlib)'")]
    public void Other_words_with_config_in_them_are_no_programs(string text)
    {
        using Scanning scanning = new();
        ScanResult result = scanning.With("package.json", "{}").With("binding.gyp", "{ 'targets': [{ 'include_dirs': [" + text + "] }] }").Scan();
        Assert.DoesNotContain(result.Needs, need => need.Key.StartsWith("bin:", StringComparison.Ordinal) && need.Key.Contains("config", StringComparison.Ordinal) && need.Key != "bin:pkg-config");
    }

    [Theory]
    [InlineData("github:x/y", true)]
    [InlineData("x/y", true)]
    [InlineData("x/y#semver:^1", true)]
    [InlineData("git+https://example.org/x.git", true)]
    [InlineData("git+ssh://git@example.org/x.git#main", true)]
    [InlineData("https://example.org/x.git", true)]
    [InlineData("^1.0.0", false)]
    [InlineData("npm:@x/y@1", false)]
    [InlineData("https://example.org/x.tgz", false)]
    [InlineData("file:../x/y", false)]
    public void A_package_that_lies_in_a_repository_is_fetched_with_git(string wanted, bool needed)
    {
        using Scanning scanning = new();
        ScanResult result = scanning.With("package.json", $$"""{ "dependencies": { "a": "{{wanted}}" } }""").Scan();
        Assert.Equal(needed, result.Needs.Any(need => need is { Key: "bin:git", Optional: false, Evidence.File: "package.json" }));
    }

    [Theory]
    [InlineData("package-lock.json", """{ "packages": { "node_modules/a": { "resolved": "git+ssh://git@example.org/x.git#0123" } } }""", true)]
    [InlineData("yarn.lock", "a@git+https://example.org/x.git:\n  version \"1.0.0\"\n  resolved \"git+https://example.org/x.git#0123\"\n", true)]
    [InlineData("pnpm-lock.yaml", "packages:\n\n  example.org/x/0123:\n    resolution: {commit: 0123, repo: x, type: git}\n", true)]
    [InlineData("package-lock.json", """{ "packages": { "node_modules/git": { "resolved": "https://example.org/git/git-1.0.0.tgz" } } }""", false)]
    public void A_lock_tells_of_packages_in_repositories_behind_others(string name, string text, bool needed)
    {
        using Scanning scanning = new();
        ScanResult result = scanning.With("package.json", "{}").With(name, text).Scan();
        Assert.Equal(needed, result.Needs.Any(need => need.Key == "bin:git" && need.Evidence.File == name));
    }

    private static ScanResult ScanAddon(params (string Path, string Text)[] files)
    {
        using Scanning scanning = new();
        return scanning.With("package.json", """{ "dependencies": { "addon": "1.0.0" } }""").WithPackage("addon", "1.0.0", files).Scan();
    }

    private static readonly (string Path, string Text)[] Sources =
    [
        ("src/main.cc", "#include <cairo.h>\n#include \"own/inner.h\"\n#include \"config.h\"\n"),
        ("lib/own/inner.h", "#include <zlib.h>\n"),
        ("config/config.h", "#include <expat.h>\n"),
        ("msvc/config.h", "#include <msvconly.h>\n"),
        ("lib/os/linux_poll.c", "#include <libudev.h>\n"),
        ("lib/os/haiku_poll.cpp", "#include <Messenger.h>\n"),
        ("lib/os/windows_poll.c", "#include <winusb.h>\n"),
        ("lib/unused.c", "#include <unused.h>\n"),
        ("tests/umock.c", "#include <umockdev.h>\n"),
        ("android/jni.c", "#include <jni.h>\n"),
    ];

    private static readonly string[] Foreign = ["h:Messenger.h", "h:winusb.h", "h:umockdev.h", "h:jni.h", "h:config.h", "h:own/inner.h", "h:msvconly.h"];

    [Fact]
    public void Of_an_addon_only_what_is_compiled_on_Linux_is_read_for_headers()
    {
        const string Binding = "{ 'targets': [{ 'sources': ['src/main.cc'], 'conditions': [['OS!=\"win\"', { 'dependencies': ['deps/lib.gypi:lib'] }]] }] }";
        const string Library = """
            { 'variables': { 'use_udev%': 1, 'os': '../lib/os' },
              'targets': [{ 'target_name': 'lib', 'conditions': [
                ['OS == "linux" and use_udev == 1 or OS == "android"', { 'sources': ['<(os)/linux_poll.c'], 'libraries': ['-ludev'] }],
                ['OS == "haiku"', { 'sources': ['../lib/os/haiku_poll.cpp'] }], ['OS=="win"', { 'sources': ['../lib/os/windows_poll.c'], 'libraries': ['-lwin'] }],
              ] }] }
            """;
        ScanResult result = ScanAddon([("binding.gyp", Binding), ("deps/lib.gypi", Library), .. Sources]);
        Scanning.Finds(result, "h:cairo.h", "h:zlib.h", "h:expat.h", "h:libudev.h", "lib:udev", "bin:c++", "bin:cc");
        Scanning.Misses(result, ["h:unused.h", "lib:win", .. Foreign]);
        Assert.False(result.Needs.First(need => need.Key == "lib:udev").Optional);
    }

    [Fact]
    public void Of_an_addon_that_compiles_more_than_is_read_the_rest_is_said_and_not_silently_left_out()
    {
        (string Path, string Text)[] sources = [.. Enumerable.Range(0, ScanLimits.SourceFiles + 1).Select(number => ($"src/a{number}.c", number == 7 ? "#include <cairo.h>\n" : "\n"))];
        string binding = $"{{ 'targets': [{{ 'sources': [{string.Join(", ", sources.Select(source => $"'{source.Path}'"))}] }}] }}";
        ScanResult result = ScanAddon([("binding.gyp", binding), .. sources]);
        Assert.Single(result.Notes, note => note == $"only the first {ScanLimits.SourceFiles} source files were read for headers");
        Scanning.Finds(result, "h:cairo.h");
        Assert.Empty(ScanAddon([("binding.gyp", binding.Replace("'src/a0.c', ", "", StringComparison.Ordinal)), .. sources]).Notes);
    }

    [Theory]
    [InlineData("{ 'targets': [{ 'sources': ['<!@(ls src/*.cc)'] }] }")]
    [InlineData("{ 'targets': [{ 'sources': ['<(nobody_sets_it)/main.cc'] }] }")]
    [InlineData("{ 'targets': [{ 'type': 'none' }] }")]
    [InlineData("not gyp")]
    public void Where_nobody_can_say_what_is_compiled_names_tell_what_is_not_for_Linux(string binding)
    {
        ScanResult result = ScanAddon([("binding.gyp", binding), .. Sources]);
        Scanning.Finds(result, "h:cairo.h", "h:zlib.h", "h:expat.h", "h:libudev.h", "h:unused.h");
        Scanning.Misses(result, Foreign);
    }

    [Fact]
    public void What_a_variable_surely_is_decides_a_condition()
    {
        const string Binding = """
            { 'targets': [{
              'variables': { 'conditions': [['OS=="mac"', { 'backend%': 'coreaudio' }], ['OS=="linux"', { 'backend%': 'alsa' }]], 'asked': '<!(node has.js x)' },
              'sources': ['out/<(backend).c'],
              'conditions': [['backend=="alsa"', { 'libraries': ['-lasound'] }], ['backend=="pulse"', { 'libraries': ['-lpulse'] }], ['asked=="true"', { 'libraries': ['-lasked'] }]],
            }] }
            """;
        ScanResult result = ScanAddon(("binding.gyp", Binding), ("out/alsa.c", "#include <alsa/asoundlib.h>\n"), ("out/pulse.c", "#include <pulse/pulse.h>\n"));
        Scanning.Finds(result, "lib:asound", "h:alsa/asoundlib.h", "lib:asked");
        Scanning.Misses(result, "lib:pulse", "h:pulse/pulse.h");
        Assert.True(result.Needs.First(need => need.Key == "lib:asked").Optional);
    }

    [Theory]
    [InlineData("{ 'variables': { 'a': '<(a)<(a)' }, 'includes': ['binding.gyp', '../../x.gypi'], 'targets': [{ 'sources': ['<(a).c'] }] }")]
    [InlineData("{ 'variables': { 'a': ['<(b)', '<(b)'], 'b': ['<(a)'] }, 'targets': [{ 'sources': ['<@(a)'] }] }")]
    public void A_gyp_file_that_names_itself_ends(string binding) =>
        Scanning.Finds(ScanAddon(("binding.gyp", binding), ("x.c", "#include <zlib.h>\n")), "h:zlib.h");

    [Theory]
    [InlineData("os/haiku_pollfs.cpp", true)]
    [InlineData("src/win/pipe.c", true)]
    [InlineData("Xcode/config.h", true)]
    [InlineData("poll-darwin.c", true)]
    [InlineData("a/io.win32.c", true)]
    [InlineData("src/window.c", false)]
    [InlineData("src/winding.c", false)]
    [InlineData("os/linux_android.c", false)]
    [InlineData("tests/a.c", false)]
    public void Names_tell_what_is_for_another_system(string path, bool owned) =>
        Assert.Equal(owned, Nuka.Projects.Discovery.C.OtherSystems.Owns(path));

    [Theory]
    [InlineData("npm", "install", "addon@1.2.3")]
    [InlineData("npm", "--save-dev", "i", "left", "addon@1.2.3")]
    [InlineData("pnpm", "add", "addon@v1.2.3")]
    [InlineData("yarn", "add", "addon@1.2.3")]
    [InlineData("npm", "install", "addon@=1.2.3")]
    public void What_a_command_installs_is_looked_into(params string[] command)
    {
        using Scanning scanning = new();
        scanning.With("package.json", "{\"name\":\"a\"}").WithPackage("addon", "1.2.3", ("binding.gyp", "{'targets':[{'libraries':['<!(pkg-config --libs cairo)']}]}"));
        ScanResult result = scanning.Scan(command);
        Need cairo = Assert.Single(result.Needs, need => need.Key == "pc:cairo");
        Assert.Equal(NeedOrigin.Command, cairo.Origin);
        Assert.Contains(result.Needs, need => need is { Key: "bin:make", Evidence.File: LockRequest.CommandFile, Optional: true });
        ProjectManifest none = ProjectManifest.Read(Nuka.Formats.Toml.TomlDocument.Parse("", "eka.toml"));
        Assert.Equal(LockRequest.Digest(none, scanning.Scan("npm", "start")), LockRequest.Digest(none, result)); // the lock serves both
    }

    [Theory]
    [InlineData("pc:openssl", "cargo", "add", "openssl")]
    [InlineData("pc:libpq", "gem", "install", "pg", "--no-document")]
    [InlineData("h:ruby.h", "bundle", "add", "pg")]
    [InlineData("so:libnss3.so", "npm", "install", "puppeteer")]
    public void What_a_command_installs_is_known_by_its_name(string need, params string[] command)
    {
        using Scanning scanning = new();
        Assert.Contains(scanning.Scan(command).Needs, one => one.Key == need && one.Origin == NeedOrigin.Command && one.Evidence.Token.StartsWith(command[0], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("npm", "run", "puppeteer")]
    [InlineData("npm", "install", "./puppeteer", "https://x/puppeteer", "github:x/puppeteer", "x/puppeteer", "--puppeteer")]
    [InlineData("npm")]
    [InlineData("cargo", "build", "openssl")]
    public void Other_words_of_a_command_are_no_packages(params string[] command)
    {
        using Scanning scanning = new();
        Assert.DoesNotContain(scanning.Scan(command).Needs, need => need.Key is "so:libnss3.so" or "pc:openssl");
    }
}
