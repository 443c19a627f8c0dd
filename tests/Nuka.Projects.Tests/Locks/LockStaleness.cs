using Nuka.Formats.Toml;
using Nuka.Projects.Discovery;
using Nuka.Projects.Locks;
using Nuka.Projects.Manifests;
using Nuka.Projects.Tests.Discovery;

namespace Nuka.Projects.Tests.Locks;

public sealed class LockStaleness
{
    [Fact]
    public void A_lock_answers_until_a_manifest_changes()
    {
        using Scanning scanning = new();
        scanning.With("CMakeLists.txt", "project(x C)\nfind_package(ZLIB REQUIRED)\n").With("main.c", "#include <zlib.h>\n");
        EnvironmentLock locked = Lock("", scanning.Scan());
        Assert.True(Answers(locked, "", scanning.Scan()));
        Assert.True(Answers(locked, "", scanning.With("main.c", "#include <zlib.h>\n#include <curl/curl.h>\n").Scan()));
        Assert.False(Answers(locked, "[system]\npackages = [\"jq\"]\n", scanning.Scan()));
        Assert.False(Answers(locked, "[system]\nprivate = [\"jq\"]\n", scanning.Scan()));
        Assert.False(Answers(locked, "[runtime]\nnode = \"20\"\n", scanning.Scan()));
        Assert.False(Answers(locked, "", scanning.With("CMakeLists.txt", "project(x C)\n").Scan()));
    }

    [Fact]
    public void A_lock_serves_the_commands_it_knows_and_no_other()
    {
        using Scanning scanning = new();
        scanning.With("Makefile", "all:\n\ttrue\n");
        EnvironmentLock locked = Lock("", scanning.Scan("jq", "."));
        Assert.True(Answers(locked, "", scanning.Scan("jq", "-r")));
        Assert.True(Answers(locked, "", scanning.Scan("make")));
        Assert.False(Answers(locked, "", scanning.Scan("sqlite3")));
    }

    [Fact]
    public void Whether_a_package_could_be_looked_into_does_not_make_a_lock_stale()
    {
        const string Locked = """{ "packages": { "node_modules/drawing": { "version": "1.0.0", "hasInstallScript": true } } }""";
        using Scanning with = new();
        EnvironmentLock locked = Lock("", with.With("package.json", "{}").With("package-lock.json", Locked)
            .WithPackage("drawing", "1.0.0", ("binding.gyp", "{'targets': [{'libraries': ['-lgif']}]}")).Scan());
        Assert.Contains(locked.Needs, n => n.Need.Key == "lib:gif");
        using Scanning without = new();
        without.With("package.json", "{}").With("package-lock.json", Locked);
        Assert.True(Answers(locked, "", without.Scan()));
        without.With("package-lock.json", Locked.Replace("1.0.0", "1.0.1", StringComparison.Ordinal));
        Assert.False(Answers(locked, "", without.Scan()));
    }

    private static EnvironmentLock Lock(string manifest, ScanResult scan) => new()
    {
        Request = LockRequest.Digest(Read(manifest), scan),
        Needs = [.. scan.Needs.Select(need => new LockedNeed(need, "some"))],
        Runtimes = [.. scan.Runtimes.DistinctBy(r => r.Name).Select(r => new LockedRuntime(r.Name, r.Range, "1", "deb:x", r.Evidence))],
    };

    private static bool Answers(EnvironmentLock locked, string manifest, ScanResult scan) => LockRequest.Answers(locked, Read(manifest), scan);

    private static ProjectManifest Read(string text) => ProjectManifest.Read(TomlDocument.Parse(text, "eka.toml"));
}
