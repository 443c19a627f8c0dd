using System.Collections.Immutable;
using System.Text;
using Nuka.Graft.Index;
using Nuka.Graft.Sources;
using Nuka.Platform.Errors;
using Nuka.Projects.Answers;
using Nuka.Projects.Discovery;

namespace Nuka.Projects.Tests.Answers;

/// <summary>Needs answered from indexes that were compiled from lists in the form that archives publish.</summary>
public sealed class NeedResolving : IDisposable
{
    private const string Contents = """
        usr/bin/make                                    devel/make
        usr/bin/arm-linux-make                          devel/make-arm-cross
        usr/bin/protoc                                  devel/protobuf-compiler
        usr/bin/jq                                      utils/jq,utils/jq-copy
        usr/bin/python3.11                              python/python3.11-nopie,python/python3.11-minimal
        usr/bin/pg_config                               devel/postgresql-common,libdevel/libpq-dev
        usr/bin/psql                                    database/postgresql-client-common
        usr/bin/convert                                 graphics/graphicsmagick-imagemagick-compat
        usr/bin/ghost                                   utils/not-in-packages
        usr/lib/x86_64-linux-gnu/pkgconfig/cairo.pc     libdevel/libcairo2-dev
        usr/include/cairo/cairo.h                       libdevel/libcairo2-dev
        usr/include/X11/Xlib.h                          x11/libx11-dev
        usr/include/paraview-5.11/Messenger.h           science/paraview-dev
        usr/include/wine/wine/windows/shlwapi.h         libdevel/libwine-dev
        usr/include/x86_64-linux-gnu/thing/thing.h      libdevel/libthing-dev
        usr/include/zlib.h                              libdevel/zlib1g-dev
        usr/lib/avr/include/zlib.h                      libdevel/avr-zlib
        usr/lib/x86_64-linux-gnu/libX11.so.6            libs/libx11-6
        usr/lib/someapp/libX11.so.6                     games/someapp
        usr/lib/x86_64-linux-gnu/libgif.so              libdevel/libgif-dev
        usr/lib/someapp/plugins/libown.so               games/someapp
        usr/lib/x86_64-linux-gnu/cmake/Thing/ThingConfig.cmake  libdevel/libthing-dev
        usr/share/cmake-3.25/Modules/FindOther.cmake    devel/cmake-data
        usr/lib/python3/dist-packages/yaml/__init__.py  python/python3-yaml
        usr/lib/python3/dist-packages/utils/__init__.py games/someapp
        usr/share/dict/words                            text/wamerican
        """;

    private static readonly string[] Names =
    [
        "make", "make-arm-cross", "protobuf-compiler", "jq", "jq-copy", "libcairo2-dev", "libx11-dev", "zlib1g-dev", "avr-zlib", "libx11-6", "someapp", "libgif-dev",
        "libthing-dev", "cmake-data", "python3-yaml", "wamerican", "libicu70", "libicu72", "libicu-dev", "g++", "gcc", "python3-dev", "libblas3", "tool-of-scripts", "libc6",
        "python3.11", "python3.11-nopie", "python3.11-minimal", "postgresql-common", "libpq-dev", "postgresql-client", "postgresql-client-common", "imagemagick",
        "graphicsmagick-imagemagick-compat", "paraview-dev", "libwine-dev",
    ];

    private readonly TemporaryProject directory = new();
    private readonly PackageIndex packages;
    private readonly ContentsIndex contents;

    public NeedResolving()
    {
        string stanzas = string.Concat(Names.Select(name =>
            $"Package: {name}\nVersion: 1\nArchitecture: amd64\n{More(name)}Filename: pool/{name}.deb\nSize: 1\nSHA256: {new string('a', 64)}\n\n"));
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using MemoryStream packageText = new(Encoding.UTF8.GetBytes(stanzas));
        using MemoryStream contentText = new(Encoding.UTF8.GetBytes(Contents + "\n"));
        int count = PackageIndexBuilder.Build(packageText, Path.Combine(directory.Directory, "packages"), cancellation).PackageCount;
        int paths = ContentsIndexBuilder.Build(contentText, Path.Combine(directory.Directory, "contents"), cancellation);
        ImmutableArray<ReleaseState> releases =
        [
            new ReleaseState
            {
                Uri = "u",
                Suite = "some",
                ReleaseSha256 = "r",
                SignedByKey = "k",
                Packages = [new CompiledIndex("main", "amd64", "packages", count)],
                Contents = [new CompiledIndex("main", "amd64", "contents", paths)],
            },
        ];
        packages = PackageIndex.Open(directory.Directory, releases);
        contents = ContentsIndex.Open(directory.Directory, releases, packages.Contains, "x86_64-linux-gnu");
    }

    [Theory]
    [InlineData("bin:make", "make")]
    [InlineData("bin:protoc", "protobuf-compiler")]
    [InlineData("bin:tool-of-scripts", "tool-of-scripts")]
    [InlineData("bin:c++", "g++")]
    [InlineData("bin:python3.11", "python3.11")]
    [InlineData("bin:pg_config", "libpq-dev")]
    [InlineData("bin:psql", "postgresql-client")]
    [InlineData("bin:convert", "imagemagick")]
    [InlineData("pc:cairo", "libcairo2-dev")]
    [InlineData("h:cairo.h", "libcairo2-dev")]
    [InlineData("h:X11/Xlib.h", "libx11-dev")]
    [InlineData("h:zlib.h", "zlib1g-dev")]
    [InlineData("h:thing.h", "libthing-dev")]
    [InlineData("h:Python.h", "python3-dev")]
    [InlineData("so:libX11.so.6", "libx11-6")]
    [InlineData("so:libblas.so.3", "libblas3")]
    [InlineData("so:ld-linux-x86-64.so.2", "libc6")]
    [InlineData("lib:gif", "libgif-dev")]
    [InlineData("cmake:Thing", "libthing-dev")]
    [InlineData("py:yaml", "python3-yaml")]
    [InlineData("py:yaml.representer", "python3-yaml")]
    [InlineData("deb:jq", "jq")]
    [InlineData("deb:c-compiler", "c-compiler")]
    [InlineData("deb:libicu*", "libicu72")]
    public void A_need_is_answered_by_the_package_that_people_mean(string key, string package) => Assert.Equal(package, Resolver.Find(Need(key)));

    [Theory]
    [InlineData("bin:ghost")]
    [InlineData("bin:nothing")]
    [InlineData("so:libown.so")]
    [InlineData("lib:own")]
    [InlineData("cmake:Other")]
    [InlineData("py:utils")]
    [InlineData("pc:pango")]
    [InlineData("h:config.h")]
    [InlineData("h:Messenger.h")]
    [InlineData("h:shlwapi.h")]
    [InlineData("deb:libsomething*")]
    [InlineData("deb:libvip")]
    public void What_no_package_brings_has_no_answer(string key) => Assert.Null(Resolver.Find(Need(key)));

    [Theory]
    [InlineData("bin:jq", "", "jq")]
    [InlineData("bin:jq", "jq-copy", "jq-copy")]
    [InlineData("bin:python3.11", "python3.11-minimal", "python3.11-minimal")]
    public void Of_the_packages_with_a_program_one_that_is_there_anyway_is_taken(string key, string present, string package) =>
        Assert.Equal(package, new NeedResolver(packages, contents, present.Split(' ')).Find(Need(key)));

    [Fact]
    public void Of_the_packages_with_a_program_one_that_another_need_brings_is_taken_in_whatever_order_they_come()
    {
        Assert.Equal(["jq-copy"], Resolver.FindAll([Need("bin:jq"), Need("deb:jq-copy")]).Packages);
        Assert.Equal(["jq-copy"], Resolver.FindAll([Need("deb:jq-copy"), Need("bin:jq")]).Packages);
    }

    [Fact]
    public void All_needs_give_each_package_once_in_order_and_a_line_for_what_nobody_has()
    {
        NeedAnswers answers = Resolver.FindAll(
        [
            Need("pc:cairo"), Need("h:cairo.h"), Need("bin:make"), Need("pc:pango"), Need("pc:pango") with { Evidence = new Evidence("other", 0, "x") },
            Need("pc:rsvg") with { Optional = true },
        ]);
        Assert.Equal(["libcairo2-dev", "make"], answers.Packages);
        Assert.Equal(6, answers.Needs.Length);
        Assert.Equal(["no archive has pc:pango, which some:3 asks for", "no archive has pc:pango, which other asks for"], answers.Notes);
    }

    [Theory]
    [InlineData("bin:nothing", NeedOrigin.Command, "no archive has a program named `nothing`")]
    [InlineData("deb:libx11-7", NeedOrigin.Manifest, "no archive has a package named `libx11-7`")]
    public void What_a_person_named_has_to_be_had(string key, NeedOrigin origin, string message)
    {
        NukaException refused = Assert.Throws<NukaException>(() => Resolver.FindAll([Need(key) with { Origin = origin }]));
        Assert.Equal(("projects/nothing-answers", message), (refused.Problem.Code, refused.Problem.Message));
    }

    [Fact]
    public void A_name_nearly_right_is_suggested()
    {
        NukaException refused = Assert.Throws<NukaException>(() => Resolver.FindAll([Need("deb:libx11-7") with { Origin = NeedOrigin.Manifest }]));
        Assert.Equal("did you mean `libx11-6`?", Assert.Single(refused.Problem.Hints));
    }

    [Theory]
    [InlineData(NeedOrigin.Failure)]
    [InlineData(NeedOrigin.Observed)]
    [InlineData(NeedOrigin.Static)]
    public void What_was_only_found_need_not_be_had(NeedOrigin origin) =>
        Assert.Null(Assert.Single(Resolver.FindAll([Need("bin:nothing") with { Origin = origin }]).Needs).Package);

    public void Dispose()
    {
        contents.Dispose();
        packages.Dispose();
        directory.Dispose();
    }

    private NeedResolver Resolver => new(packages, contents);

    private static string More(string name) => name switch
    {
        "gcc" => "Provides: c-compiler\n",
        "python3.11" => "Depends: python3.11-minimal (= 1)\n",
        _ => "",
    };

    private static Need Need(string key)
    {
        Assert.True(NeedText.TryParse(key, out (NeedKind Kind, string Name) need));
        return new Need(need.Kind, need.Name, NeedOrigin.Static, new Evidence("some", 3, key));
    }
}
