using System.Collections.Frozen;
using Nuka.Graft.Resolve;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Tests.Resolve;

public sealed class DebianResolverTests : IDisposable
{
    private readonly StanzaArchives _archives = new();

    public void Dispose() => _archives.Dispose();

    private Problem Refuse(params string[] requests) => Assert.Throws<NukaException>(() => _archives.Choose(requests)).Problem;

    [Fact]
    public void The_newest_version_of_all_sources_is_chosen_and_dependencies_stand_first()
    {
        _archives.Release("bookworm", "app 1\nDepends: libfoo (>= 1.0~)\n\nlibfoo 1.0").Release("security", "libfoo 1.0+deb12u1");
        Assert.Equal("libfoo 1.0+deb12u1, app 1", _archives.Choose("app"));
    }

    [Fact]
    public void A_source_that_is_not_automatic_gives_only_what_is_asked_of_it()
    {
        _archives.Release("bookworm", "app 1").Release("experimental", "app 2\n\nnew 1", notAutomatic: true);
        Assert.Equal("app 1", _archives.Choose("app"));
        Assert.Equal("app 2", _archives.Choose("app=2"));
        Assert.Equal("new 1", _archives.Choose("new"));
    }

    [Theory]
    [InlineData("libfoo (<< 2)", "1")]
    [InlineData("libfoo (<= 2)", "2")]
    [InlineData("libfoo (= 2)", "2")]
    [InlineData("libfoo(>=2)", "3")]
    [InlineData("libfoo (>> 2)", "3")]
    [InlineData("libfoo (< 2)", "2")]
    [InlineData("libfoo=1", "1")]
    public void Every_relation_of_versions_is_obeyed(string request, string version)
    {
        _archives.Release("bookworm", "libfoo 1\n\nlibfoo 2\n\nlibfoo 3");
        Assert.Equal($"libfoo {version}", _archives.Choose(request));
    }

    [Fact]
    public void A_virtual_package_is_satisfied_by_a_provider_and_a_version_only_by_one_that_states_it()
    {
        _archives.Release("bookworm", "app 1\nDepends: editor\n\nstrict 1\nDepends: editor (>= 2)\n\nvi 1\nProvides: editor\n\nzed 1\nProvides: editor (= 2)");
        Assert.Equal("vi 1, app 1", _archives.Choose("app"));
        Assert.Equal("zed 1, strict 1", _archives.Choose("strict"));
        Assert.Equal("zed 1, app 1, strict 1", _archives.Choose("strict", "app"));
    }

    [Fact]
    public void A_real_package_goes_before_those_that_provide_its_name()
    {
        _archives.Release("bookworm", "app 1\nDepends: zed\n\nzed 1\n\nalike 1\nProvides: zed");
        Assert.Equal("zed 1, app 1", _archives.Choose("app"));
    }

    [Fact]
    public void A_stand_in_that_is_smaller_does_not_replace_the_package_that_is_named()
    {
        _archives.Release("bookworm", "app 1\nDepends: libsystemd0\n\nlibsystemd0 1\nDepends: x, y\n\nx 1\n\ny 1\n\n"
            + "libelogind0 1\nProvides: libsystemd0 (= 1)\nConflicts: libsystemd0\n\nelogind 1\nDepends: libelogind0");
        Assert.Equal("x 1, y 1, libsystemd0 1, app 1", _archives.Choose("app"));
        Assert.Equal("libelogind0 1, app 1, elogind 1", _archives.Choose("app", "elogind"));
    }

    [Fact]
    public void A_conflict_with_a_virtual_name_says_who_is_meant()
    {
        _archives.Release("bookworm", "exim 1\nDepends: exim-daemon\n\nexim-daemon 1\nProvides: mta\n\npostfix 1\nConflicts: mta\n\nother 1\nProvides: mta");
        Assert.Equal(["exim needs exim-daemon", "postfix conflicts with mta, which is exim-daemon"], Refuse("exim", "postfix").Reasons);
    }

    [Fact]
    public void Conflicts_and_breaks_keep_packages_apart()
    {
        _archives.Release("bookworm", "app 1\nDepends: a | b\n\na 1\nConflicts: tool (<< 2)\n\nb 1\n\ntool 1\n\nold 1\nDepends: a\n\nnew 1\nBreaks: a (<= 1)");
        Assert.Equal("b 1, app 1, tool 1", _archives.Choose("app", "tool"));
        Problem problem = Refuse("old", "new");
        Assert.Equal("`old` and `new` cannot be had together", problem.Message);
        Assert.Equal(["old needs a", "new breaks a (<= 1)"], problem.Reasons);
    }

    [Fact]
    public void A_package_may_conflict_with_a_name_that_it_provides()
    {
        _archives.Release("bookworm", "exim 1\nProvides: mta\nConflicts: mta\n\npostfix 1\nProvides: mta\nConflicts: mta");
        Assert.Equal("exim 1", _archives.Choose("exim", "mta"));
        Assert.Equal(["exim conflicts with mta, which is postfix"], Refuse("exim", "postfix").Reasons);
    }

    [Fact]
    public void A_qualifier_any_is_satisfied_only_by_packages_that_allow_it()
    {
        _archives.Release("bookworm", "app 1\nDepends: python3:any\n\npython3 3\nMulti-Arch: allowed\n\nbad 1\nDepends: tool:any\n\ntool 1");
        Assert.Equal("python3 3, app 1", _archives.Choose("app"));
        Assert.Equal(["bad needs tool:any, but the archives have only tool 1 (debian/bookworm)"], Refuse("bad").Reasons);
    }

    [Fact]
    public void Foreign_architectures_stand_beside_as_multi_arch_allows()
    {
        _archives.Release("bookworm", "app 1 i386\nDepends: libfoo, tool\n\nlibfoo 1\nMulti-Arch: same\n\nlibfoo 1 i386\nMulti-Arch: same\n\n"
            + "tool 1\nMulti-Arch: foreign\n\nshell 1\n\nshell 1 i386");
        Assert.Equal("graft/unknown-package", Refuse("nothing").Code);
        ResolveOptions options = StanzaArchives.Literally with { ForeignArchitectures = ["i386"] };
        Resolution both = _archives.Resolve(options, "app:i386", "libfoo");
        Assert.Equal(["libfoo:i386 1", "tool:amd64 1", "app:i386 1", "libfoo:amd64 1"], both.Packages.Select(package => package.Record.ToString()));
        NukaException refusal = Assert.Throws<NukaException>(() => _archives.Resolve(options, "shell", "shell:i386"));
        Assert.Equal(["shell cannot stand beside shell:i386 1"], refusal.Problem.Reasons);
    }

    [Fact]
    public void A_missing_version_is_told_with_what_there_is()
    {
        _archives.Release("bookworm", "cairo-app 1\nDepends: libfoo (>= 2)\n\nlibfoo 1.4");
        Problem problem = Refuse("cairo-app");
        Assert.Equal("solve/impossible", problem.Code);
        Assert.Equal(["cairo-app needs libfoo (>= 2), but the archives have only libfoo 1.4 (debian/bookworm)"], problem.Reasons);
    }

    [Fact]
    public void An_unknown_package_is_told_with_names_like_it()
    {
        _archives.Release("bookworm", "libvips-dev 8\n\nlibvips42 8\n\nlibvips-doc 8\n\nlibvpx7 1\n\nother 1");
        Problem problem = Assert.Throws<NukaException>(() => new DebianResolver(_archives.Index, StanzaArchives.Literally)
            .Resolve([new ResolveRequest("libvip") { Place = new Place("eka.toml", 7, 12) }])).Problem;
        Assert.Equal("graft/unknown-package", problem.Code);
        Assert.Equal("no archive has a package named `libvip`", problem.Message);
        Assert.Equal(["asked: debian/bookworm (5 packages, indexed 3 hours ago)"], problem.Reasons);
        Assert.Equal(["did you mean `libvips-dev` or `libvips42`?   try: nuka search vips"], problem.Hints);
        Assert.Equal(7, problem.Place!.Line);
    }

    [Theory]
    [InlineData("")]
    [InlineData("lib foo")]
    [InlineData("libfoo (2)")]
    [InlineData("libfoo (>= )")]
    [InlineData("libfoo (=> 2)")]
    [InlineData("libfoo [amd64]")]
    [InlineData("libfoo <!nocheck>")]
    [InlineData("libfoo |")]
    [InlineData("libfoo:")]
    [InlineData("libfoo (>= 1:)")]
    [InlineData("libfoo (>= 1) x")]
    public void What_is_not_a_request_is_refused(string text)
    {
        _archives.Release("bookworm", "libfoo 1");
        Assert.Equal("graft/bad-request", Refuse(text).Code);
    }

    [Fact]
    public void A_malformed_dependency_makes_only_its_owner_impossible()
    {
        _archives.Release("bookworm", "app 1\nDepends: bad | good\n\nbad 1\nDepends: what (is this\n\ngood 1");
        Assert.Equal("good 1, app 1", _archives.Choose("app"));
        Assert.Equal(["bad needs what (is this, but that is not how a relation is written"], Refuse("bad").Reasons);
    }

    [Fact]
    public void The_base_is_added_and_edges_of_maintainer_scripts_are_pruned_and_recorded()
    {
        ResolvePolicy policy = ResolvePolicy.Debian with { Base = ["dash", "usr-is-merged"], BaseWhereKnown = ["usr-is-merged"] };
        _archives.Release("bookworm", "app 1\nDepends: debconf (>= 0.5) | debconf-2.0, usrmerge | merged\nPre-Depends: dpkg (>= 1)\n\ndash 1\n\n"
            + "dpkg 1\n\ndebconf 1\n\nusrmerge 1\n\nmerged 1\n\ndebhelper 1\nDepends: dpkg");
        ResolveOptions options = StanzaArchives.Literally with { Policy = policy };
        Resolution resolution = _archives.Resolve(options, "app");
        Assert.Equal("dash 1, merged 1, app 1", StanzaArchives.Show(resolution));
        Assert.Equal(["app: debconf (>= 0.5) | debconf-2.0", "app: dpkg (>= 1)"], resolution.Pruned.Select(edge => $"{edge.Owner}: {edge.Text}"));
        Assert.Equal("debian@1", resolution.Policy);
        Assert.Equal("dash 1, dpkg 1, debhelper 1", StanzaArchives.Show(_archives.Resolve(options, "debhelper")));
        Assert.Equal("dash 1, usrmerge 1", StanzaArchives.Show(_archives.Resolve(options, "usrmerge")));
    }

    [Fact]
    public void Archives_without_the_base_are_refused_by_its_name()
    {
        _archives.Release("vendor", "app 1");
        ResolveOptions options = StanzaArchives.Literally with { Policy = ResolvePolicy.Debian };
        Problem problem = Assert.Throws<NukaException>(() => _archives.Resolve(options, "app")).Problem;
        Assert.Equal("graft/no-base", problem.Code);
        Assert.Equal("no archive has `base-files`, which every environment holds", problem.Message);
    }

    [Fact]
    public void A_field_with_too_many_items_makes_only_its_owner_impossible()
    {
        string many = string.Join(", ", Enumerable.Repeat("lib", RelationGroup.MaximumCount + 1));
        _archives.Release("bookworm", $"app 1\nDepends: {many}\n\nlib 1");
        Assert.Equal(["app needs too many items, but that is not how a relation is written"], Refuse("app").Reasons);
    }

    [Fact]
    public void Each_package_says_why_it_is_there()
    {
        _archives.Release("bookworm", "app 1\nDepends: lib (>= 1) | other\n\nlib 1\n\ndash 1\nDepends: lib");
        Resolution resolution = _archives.Resolve(StanzaArchives.Literally with { Policy = new ResolvePolicy { Name = "test@1", Base = ["dash"] } }, "app");
        Assert.Equal(
            ["lib: Needed app lib (>= 1) | other", "lib: Needed dash lib", "dash: Base  dash", "app: Requested  app"],
            resolution.Packages.SelectMany(p => p.Reasons.Select(r => $"{p.Record.Name}: {r.Kind} {r.Owner} {r.Requirement}")));
    }

    [Fact]
    public void A_lock_holds_versions_that_the_archives_still_have()
    {
        _archives.Release("bookworm", "app 1\nDepends: lib\n\nlib 1").Release("security", "lib 2");
        ResolveOptions options = StanzaArchives.Literally with
        {
            Locked = [new LockedPackage("lib", "1", "amd64"), new LockedPackage("app", "0.9", "amd64"), new LockedPackage("gone", "1", "all")],
        };
        Assert.Equal("lib 1, app 1", StanzaArchives.Show(_archives.Resolve(options, "app")));
    }

    [Fact]
    public void A_pin_forbids_every_other_version()
    {
        _archives.Release("bookworm", "app 1\nDepends: lib\n\nlib 1\n\nlib 2");
        ResolveOptions pinned = StanzaArchives.Literally with { Pinned = new Dictionary<string, string> { ["lib"] = "1" }.ToFrozenDictionary() };
        Assert.Equal("lib 1, app 1", StanzaArchives.Show(_archives.Resolve(pinned, "app")));
        ResolveOptions lost = StanzaArchives.Literally with { Pinned = new Dictionary<string, string> { ["lib"] = "3" }.ToFrozenDictionary() };
        Problem problem = Assert.Throws<NukaException>(() => _archives.Resolve(lost, "app")).Problem;
        Assert.Equal(["app needs lib, but the archives' lib is pinned to another version, avoided or of another architecture"], problem.Reasons);
    }

    [Fact]
    public void Recommendations_are_not_followed()
    {
        _archives.Release("bookworm", "app 1\nRecommends: lib\n\nlib 1");
        Assert.Equal("app 1", _archives.Choose("app"));
    }
}
