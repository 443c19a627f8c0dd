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
    public void Conditions_are_decided_for_linux(string condition, bool? expected) =>
        Assert.Equal(expected, Nuka.Projects.Discovery.Npm.GypCondition.Decide(condition, "x64"));

    [Theory]
    [InlineData("npm", "install", "addon@1.2.3")]
    [InlineData("npm", "--save-dev", "i", "left", "addon@1.2.3")]
    [InlineData("pnpm", "add", "addon@v1.2.3")]
    [InlineData("yarn", "add", "addon@1.2.3")]
    public void What_a_command_installs_is_looked_into(params string[] command)
    {
        using Scanning scanning = new();
        scanning.With("package.json", "{\"name\":\"a\"}").WithPackage("addon", command[^1].Split('@')[1], ("binding.gyp", "{'targets':[{'libraries':['<!(pkg-config --libs cairo)']}]}"));
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
