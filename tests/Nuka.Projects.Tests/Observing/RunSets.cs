using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using Nuka.Projects.Discovery;
using Nuka.Projects.Observing;

namespace Nuka.Projects.Tests.Observing;

public sealed class RunSets
{
    private static readonly RunCandidate[] Packages =
    [
        new("libcairo2", "libc6 (>= 2.34), libpng16-16 (>= 1.6), fontconfig-config", ""),
        new("libcairo2-dev", "libcairo2 (= 1.16), libpng-dev | libpng-tiny-dev", ""),
        new("libpng16-16", "libc6, zlib1g", ""),
        new("libpng-dev", "libpng16-16, libc6-dev", ""),
        new("libc6", "libgcc-s1, libcrypt1", ""),
        new("libgcc-s1", "libc6", ""),
        new("zlib1g", "libc6", ""),
        new("fontconfig-config", "ucf, fonts-other | fonts-dejavu | fonts-some", ""),
        new("fonts-dejavu", "", ""),
        new("fonts-some", "", ""),
        new("node-app", "awk-like:any (>= 1)", ""),
        new("mawk", "libc6", "awk-like (= 2), other"),
        new("gawk", "libc6", "awk-like"),
        new("broken", "what is | this?, libc6", ""),
    ];

    [Fact]
    public void A_library_brings_what_it_needs_and_nothing_of_what_built_it() => Assert.Equal(
        ["fontconfig-config", "fonts-dejavu", "libc6", "libcairo2", "libgcc-s1", "libpng16-16", "zlib1g"], Close("libcairo2"));

    [Fact]
    public void Every_provider_that_is_there_stays() => Assert.Equal(["gawk", "libc6", "libgcc-s1", "mawk", "node-app"], Close("node-app"));

    [Fact]
    public void What_the_environment_does_not_have_was_left_out_on_purpose() => Assert.Equal([], Close("dpkg"));

    [Fact]
    public void What_is_no_relation_requires_nothing() => Assert.Equal(["broken", "libc6", "libgcc-s1"], Close("broken"));

    [Fact]
    public void A_closure_is_closed_grows_with_its_seeds_and_stays_within_the_environment() =>
        Prop.ForAll(Gen.SubListOf(Packages.Select(package => package.Name)).Two().ToArbitrary(), pair =>
        {
            ImmutableHashSet<string> one = RunClosure.Of(Packages, pair.Item1);
            ImmutableHashSet<string> both = RunClosure.Of(Packages, pair.Item1.Concat(pair.Item2));
            return one.SetEquals(RunClosure.Of(Packages, one)) && one.IsSubsetOf(both) && one.IsSupersetOf(pair.Item1)
                && both.SetEquals(one.Union(RunClosure.Of(Packages, pair.Item2)));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("so:libX11.so.6", NeedOrigin.Static, "lib/prebuilt.so", 0, "NEEDED libX11.so.6", true)]
    [InlineData("deb:libicu*", NeedOrigin.Known, "app.csproj", 1, "Sdk", true)]
    [InlineData("file:/usr/share/zoneinfo/UTC", NeedOrigin.Known, "app.csproj", 1, "Sdk", true)]
    [InlineData("py:numpy", NeedOrigin.Static, "app/main.py", 3, "import numpy", true)]
    [InlineData("py:setuptools", NeedOrigin.Static, "pyproject.toml", 3, "setuptools", false)]
    [InlineData("py:numpy", NeedOrigin.Static, "setup.py", 3, "import numpy", false)]
    [InlineData("bin:bash", NeedOrigin.Static, "tools/run", 1, "#!/bin/bash", true)]
    [InlineData("bin:curl", NeedOrigin.Static, "package.json", 7, "curl -f localhost", true)]
    [InlineData("bin:make", NeedOrigin.Static, "package.json", 7, "make", false)]
    [InlineData("bin:cmake", NeedOrigin.Known, "CMakeLists.txt", 1, "cmake", false)]
    [InlineData("bin:protoc", NeedOrigin.Failure, "(make)", 0, "sh: 1: protoc: not found", false)]
    [InlineData("pc:cairo", NeedOrigin.Static, "CMakeLists.txt", 1, "cairo", false)]
    [InlineData("h:zlib.h", NeedOrigin.Static, "main.c", 1, "#include <zlib.h>", false)]
    [InlineData("lib:z", NeedOrigin.Static, "Makefile", 1, "-lz", false)]
    public void What_runs_and_what_only_builds_are_told_apart(string key, NeedOrigin origin, string file, int line, string token, bool runs)
    {
        Assert.True(NeedText.TryParse(key, out (NeedKind Kind, string Name) need));
        Assert.Equal(runs, RunNeeds.Counts(new Need(need.Kind, need.Name, origin, new Evidence(file, line, token))));
    }

    [Fact]
    public void Compilers_do_not_run_what_they_made()
    {
        Assert.True(RunNeeds.Counts("node"));
        Assert.True(RunNeeds.Counts("python"));
        Assert.False(RunNeeds.Counts("rust"));
        Assert.False(RunNeeds.Counts("go"));
    }

    private static IEnumerable<string> Close(params string[] seeds) => RunClosure.Of(Packages, seeds).Order(StringComparer.Ordinal);
}
