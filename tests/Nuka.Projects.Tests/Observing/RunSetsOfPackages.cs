using System.Collections.Immutable;
using Nuka.Formats.Toml;
using Nuka.Projects.Discovery;
using Nuka.Projects.Locks;
using Nuka.Projects.Manifests;
using Nuka.Projects.Observing;
using Nuka.Projects.Tests.Realise;

namespace Nuka.Projects.Tests.Observing;

/// <summary>Run sets of packages that lie in a store, chosen by what stands in them.</summary>
public sealed class RunSetsOfPackages : IDisposable
{
    private readonly PackageStore packages = new();
    private readonly LockedPlatform platform;

    public RunSetsOfPackages()
    {
        packages.WithLibrary("libbase1", "libbase.so.1")
            .WithLibrary("libthing1", "libthing.so.1", "Depends: libbase1 (>= 1), debconf\n")
            .With("libthing-dev", "Depends: libthing1 (= 1), make\n", root => root.Write("usr/include/thing.h", ""))
            .With("make", "Depends: libbase1\n", root => root.Write("usr/bin/make", "x"))
            .WithLibrary("libloaded2", "libloaded.so.2")
            .With("libblas3", "", root => root.Write("usr/lib/x86_64-linux-gnu/blas/libblas.so.3", "x"))
            .With("jq", "Pre-Depends: libbase1\n", root => root.Write("usr/bin/jq", "x"));
        platform = packages.Lock(packages.Realiser.RealiseAsync(packages.Orders, TestContext.Current.CancellationToken).GetAwaiter().GetResult());
    }

    [Fact]
    public void A_library_is_known_by_its_soname_or_by_the_link_of_the_finish_layer()
    {
        LibraryOwners owners = LibraryOwners.Of(packages.Store, platform);
        Assert.Equal("libthing1", owners.OfLibrary("libthing.so.1")?.Name);
        Assert.Equal("libblas3", owners.OfLibrary("libblas.so.3")?.Name);
        Assert.True(owners.Has("libblas.so.3"));
        Assert.False(owners.Has("libother.so.1"));
        Assert.Equal("jq", owners.OfProgram("jq")?.Name);
        Assert.Null(owners.OfProgram("thing.h"));
        Assert.Null(owners.OfProgram("bin/jq"));
        Assert.Null(owners.OfProgram(".."));
    }

    [Fact]
    public void What_was_built_brings_its_libraries_and_what_they_need_but_not_what_built_it()
    {
        EnvironmentLock answer = Answer([new Need(NeedKind.PkgConfig, "thing", NeedOrigin.Static, Evidence)], "libthing-dev");
        ImmutableArray<LockedNeed> rows = Rows(answer, new ArtefactReport { Needs = [Library("libthing.so.1"), Library("libother.so.9"), Library("libloaded.so.2", optional: true)] });
        Assert.Equal(
            [("so:libthing.so.1", "libthing1"), ("so:libother.so.9", null), ("so:libloaded.so.2", "libloaded2")], rows.Select(row => (row.Need.Key, row.Package)));
        Assert.Equal(["libbase1", "libthing1", "libloaded2"], Marked(answer with { Run = rows }));
    }

    [Fact]
    public void What_no_package_answers_has_a_row_too_so_that_it_is_not_asked_again_but_paths_and_what_may_be_missing_have_none()
    {
        ArtefactReport built = new() { Needs = [Library("libother.so.9"), Library("/opt/x/libx.so"), Library("libmaybe.so.1", optional: true)] };
        Assert.Equal([("so:libother.so.9", null)], Rows(Answer([], null), built).Select(row => (row.Need.Key, row.Package)));
        ImmutableArray<LockedNeed> kept = new RunSet(packages.Store).Rows(built, new ScanResult(), Answer([], null), platform, [], knownOnly: true);
        Assert.Empty(kept);
    }

    [Fact]
    public void Rows_stay_where_nothing_is_built_and_come_with_commands()
    {
        EnvironmentLock answer = Answer([], null);
        ImmutableArray<LockedNeed> before = Rows(answer, new ArtefactReport { Needs = [Library("libthing.so.1")] });
        ScanResult scan = new() { Needs = [new Need(NeedKind.Program, "jq", NeedOrigin.Command, new Evidence(LockRequest.CommandFile, 0, "jq"))] };
        ImmutableArray<LockedNeed> rows = new RunSet(packages.Store).Rows(ArtefactReport.Empty, scan, answer, platform, before);
        Assert.Equal(["bin:jq", "so:libthing.so.1"], rows.Select(row => row.Need.Key));
        Assert.Equal(["libbase1", "libthing1", "jq"], Marked(answer with { Run = rows }));
    }

    [Fact]
    public void What_the_manifest_names_is_for_running_too() =>
        Assert.Equal(["libbase1", "libthing1", "libthing-dev", "make"], Marked(Answer([], null), "[system]\npackages = [\"libthing-dev\"]\n"));

    [Fact]
    public void Observed_rows_count_and_packages_for_this_time()
    {
        EnvironmentLock answer = Answer([], null) with { Observed = [new LockedNeed(Library("libloaded.so.2"), "libloaded2")] };
        Assert.Equal(["libbase1", "libloaded2", "jq"], Marked(answer, besides: "deb:jq"));
    }

    public void Dispose() => packages.Dispose();

    private static Evidence Evidence => new("build/x", 0, "NEEDED");

    private static Need Library(string name, bool optional = false) => new(NeedKind.SharedLibrary, name, NeedOrigin.Observed, Evidence) { Optional = optional };

    private EnvironmentLock Answer(ImmutableArray<Need> needs, string? package) =>
        new() { Request = "r", Needs = [.. needs.Select(need => new LockedNeed(need, package))], Platforms = [platform] };

    private ImmutableArray<LockedNeed> Rows(EnvironmentLock answer, ArtefactReport artefacts) =>
        new RunSet(packages.Store).Rows(artefacts, new ScanResult(), answer, platform, []);

    private IEnumerable<string> Marked(EnvironmentLock answer, string manifest = "", params string[] besides) =>
        new RunSet(packages.Store).Mark(answer, platform, ProjectManifest.Read(TomlDocument.Parse(manifest, "eka.toml")), besides)
            .Where(package => package.Run).Select(package => package.Name);
}
