using System.Collections.Immutable;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Projects.Discovery;
using Nuka.Projects.Locks;

namespace Nuka.Projects.Tests.Locks;

public sealed class LockFiles
{
    [Fact]
    public void A_lock_is_read_back_as_it_was_written_and_its_bytes_are_canonical()
    {
        LockFile first = LockFile.Parse([], "eka.lock").With(Sample());
        LockFile again = LockFile.Parse(Encoding.UTF8.GetBytes(first.Document.Text), "eka.lock");
        Assert.Equal(first.Document.Text, again.With(again.Environment!).Document.Text);
        EnvironmentLock shuffled = Sample() with { Needs = [.. Sample().Needs.Reverse()] };
        Assert.Equal(first.Document.Text, LockFile.Parse([], "eka.lock").With(shuffled).Document.Text);
        LockedPackage package = again.Environment!.Platform("x86_64-linux")!.Packages.Single();
        Assert.Equal(Sample().Platforms[0].Packages[0], package);
        Assert.Equal(Sample().Platforms[0].Sources[0], again.Environment.Platforms[0].Sources[0]);
        Assert.Equal("/usr", again.Environment.Platforms[0].Variables["npm_config_nodedir"]);
        Assert.Equal(Sample().Platforms[0].Run, again.Environment.Platforms[0].Run);
        Assert.Equal(Sample().Run, again.Environment.Run);
        Assert.Equal(Sample().Observed, again.Environment.Observed);
        Assert.Null(again.Environment.Platform("riscv64-linux"));
    }

    [Fact]
    public void A_platform_that_another_machine_chose_for_has_packages_and_no_trees()
    {
        LockedPlatform whole = Sample().Platforms[0];
        LockedPlatform open = whole with
        {
            Root = default,
            Finish = default,
            Run = null,
            Packages = [.. whole.Packages.Select(package => package with { Tree = default, Run = false })],
        };
        string text = LockFile.Parse([], "eka.lock").With(Sample() with { Platforms = [open], Run = [] }).Document.Text;
        LockedPlatform again = LockFile.Parse(Encoding.UTF8.GetBytes(text), "eka.lock").Environment!.Platforms[0];
        Assert.True(again.IsOpen);
        Assert.Equal(open.Packages, again.Packages);
        string mixed = LockFile.Parse([], "eka.lock").With(Sample()).Document.Text;
        mixed = string.Join('\n', mixed.Split('\n').Where(line => !line.StartsWith("root = ", StringComparison.Ordinal)));
        Assert.Equal("projects/bad-lock", Assert.Throws<NukaException>(() => LockFile.Parse(Encoding.UTF8.GetBytes(mixed), "eka.lock")).Problem.Code);
    }

    [Fact]
    public void Tables_of_others_keep_every_byte()
    {
        const string Others = "# by others\nversion = 1\n\n[compose] # theirs\nuse   = 'x'\n";
        LockFile file = LockFile.Parse(Encoding.UTF8.GetBytes(Others), "eka.lock").With(Sample());
        Assert.StartsWith(Others, file.Document.Text, StringComparison.Ordinal);
        LockFile changed = file.With(Sample() with { Request = "other" });
        Assert.StartsWith(Others, changed.Document.Text, StringComparison.Ordinal);
        Assert.Equal("other", changed.Environment!.Request);
    }

    [Fact]
    public void Writing_a_lock_follows_no_link_that_the_project_planted()
    {
        using TemporaryProject project = new();
        project.Write("victim", "untouched");
        string path = Path.Combine(project.Directory, "eka.lock");
        foreach (string planted in (string[])["eka.lock", "eka.lock.new", ".eka.lock.new"])
        {
            File.CreateSymbolicLink(Path.Combine(project.Directory, planted), "victim");
        }

        LockFile file = LockFile.Parse([], "eka.lock").With(Sample());
        file.Save(path);
        Assert.Equal("untouched", project.Read("victim"));
        Assert.Equal(file.Document.Text, project.Read("eka.lock"));
        Assert.Null(new FileInfo(path).LinkTarget);
    }

    [Theory]
    [InlineData("version = 1", "version = 2", "projects/lock-version")]
    [InlineData("request = ", "requests = ", "projects/bad-lock")]
    [InlineData("order = [\"deb\"]", "order = \"deb\"", "projects/bad-lock")]
    [InlineData("need = \"pc:cairo\"", "need = \"cairo\"", "projects/bad-lock")]
    [InlineData("need = \"pc:cairo\"", "need = \"pc:cairo\"\nextra = 1", "projects/bad-lock")]
    [InlineData("origin = \"known\"", "origin = \"dream\"", "projects/bad-lock")]
    [InlineData("line = 65", "line = \"65\"", "projects/bad-lock")]
    [InlineData("date = 2026-11-20T08:00:00Z", "date = 2026-11-20T08:00:00", "projects/bad-lock")]
    [InlineData("date = 2026-11-20T08:00:00Z", "date = \"2026-11-20T08:00:00Z\"", "projects/bad-lock")]
    [InlineData("npm_config_nodedir", "LD_PRELOAD", "projects/bad-lock")]
    [InlineData("variables.npm_config_nodedir = \"/usr\"", "variables.npm_config_nodedir = \"/evil\"", "projects/bad-lock")]
    [InlineData("archive = \"deb\"", "archive = \"zzz\"", "projects/bad-lock")]
    [InlineData("uri = \"", "uri = \"::::", "projects/bad-lock")]
    [InlineData("arch = \"", "arch = \"\\u001B[31m", "projects/bad-lock")]
    [InlineData("size = ", "size = 99999999999999", "projects/bad-lock")]
    [InlineData("source = \"debian/bookworm\"", "source = \"debian/sid\"", "projects/bad-lock")]
    [InlineData("size = 12", "size = -12", "projects/bad-lock")]
    [InlineData("prefix = \"opt/x\"", "prefix = \"../x\"", "projects/bad-lock")]
    [InlineData("run = true", "run = 1", "projects/bad-lock")]
    [InlineData("file = \"pool/", "file = \"file:///etc/", "projects/bad-lock")]
    [InlineData("file = \"pool/", "file = \"http://other.example/pool/", "projects/bad-lock")]
    [InlineData("file = \"pool/", "file = \"/pool/", "projects/bad-lock")]
    [InlineData("file = \"pool/", "file = \"../pool/", "projects/bad-lock")]
    [InlineData("file = \"pool/", "file = \"pool/../../", "projects/bad-lock")]
    [InlineData("file = \"pool/", "file = \"pool\\\\x/", "projects/bad-lock")]
    [InlineData("file = \"pool/", "file = \"\\u0007pool/", "projects/bad-lock")]
    [InlineData("run.root = ", "run.roots = ", "projects/bad-lock")]
    [InlineData("[[environment.run]]", "[[environment.runs]]", "projects/bad-lock")]
    [InlineData("cpu = ", "root = ", "formats/toml-duplicate")]
    [InlineData("sha256 = \"aa", "sha256 = \"AA", "projects/bad-lock")]
    [InlineData("variables.npm_config_nodedir = \"/usr\"", "variables.npm_config_nodedir = 1", "projects/bad-lock")]
    public void A_lock_that_nuka_did_not_write_is_refused_with_its_place(string before, string after, string code)
    {
        string text = LockFile.Parse([], "eka.lock").With(Sample()).Document.Text;
        Assert.Contains(before, text, StringComparison.Ordinal);
        string broken = text.Replace(before, after, StringComparison.Ordinal);
        Problem problem = Assert.Throws<NukaException>(() => LockFile.Parse(Encoding.UTF8.GetBytes(broken), "eka.lock")).Problem;
        Assert.Equal(code, problem.Code);
        Assert.True(problem.Place!.Line > 0);
    }

    [Fact]
    public void A_tree_is_named_by_a_tree_cid_only()
    {
        string text = LockFile.Parse([], "eka.lock").With(Sample()).Document.Text;
        string blob = new Cid(ContentKind.Blob, Blake3.Hash("tree"u8)).ToString();
        string broken = text.Replace(Tree("tree").ToString(), blob, StringComparison.Ordinal);
        Assert.Equal("projects/bad-lock", Assert.Throws<NukaException>(() => LockFile.Parse(Encoding.UTF8.GetBytes(broken), "eka.lock")).Problem.Code);
    }

    [Fact]
    public void Packages_are_marked_for_a_run_set_only_where_there_is_one()
    {
        string text = LockFile.Parse([], "eka.lock").With(Sample()).Document.Text;
        string broken = string.Join('\n', text.Split('\n').Where(line => !line.StartsWith("run.", StringComparison.Ordinal)));
        Assert.Equal("projects/bad-lock", Assert.Throws<NukaException>(() => LockFile.Parse(Encoding.UTF8.GetBytes(broken), "eka.lock")).Problem.Code);
        LockFile without = LockFile.Parse(Encoding.UTF8.GetBytes(broken.Replace("run = true\n", "", StringComparison.Ordinal)), "eka.lock");
        Assert.Null(without.Environment!.Platforms[0].Run);
    }

    [Fact]
    public void Saving_replaces_the_file_and_leaves_nothing_beside_it()
    {
        using TemporaryProject project = new();
        string path = Path.Combine(project.Directory, "eka.lock");
        LockFile.Open(path, "eka.lock").With(Sample()).Save(path);
        LockFile.Open(path, "eka.lock").With(Sample() with { Request = "second" }).Save(path);
        Assert.Equal("second", LockFile.Open(path, "eka.lock").Environment!.Request);
        Assert.Equal([path], Directory.GetFiles(project.Directory));
    }

    internal static Cid Tree(string name) => new(ContentKind.Tree, Blake3.Hash(Encoding.UTF8.GetBytes(name)));

    internal static EnvironmentLock Sample() => new()
    {
        Request = "request",
        Runtimes = [new LockedRuntime("node", ">=18", "18.20.4", "deb:nodejs", new Evidence("package.json", 4, "\"node\": \">=18\""))],
        Needs =
        [
            new LockedNeed(new Need(NeedKind.PkgConfig, "cairo", NeedOrigin.Static, new Evidence("canvas@2.11.2/binding.gyp", 65, "pkg-config cairo")), "libcairo2-dev"),
            new LockedNeed(new Need(NeedKind.Program, "make", NeedOrigin.Known, new Evidence("package-lock.json", 9, "canvas")), "make"),
            new LockedNeed(new Need(NeedKind.LinkLibrary, "odd", NeedOrigin.Static, new Evidence("x", 1, "-lodd")) { Optional = true }, null),
        ],
        Observed = [new LockedNeed(new Need(NeedKind.SharedLibrary, "libz.so.1", NeedOrigin.Observed, new Evidence("node_modules/x.node", 0, "NEEDED")), "zlib1g")],
        Run = [new LockedNeed(new Need(NeedKind.SharedLibrary, "libc.so.6", NeedOrigin.Observed, new Evidence("build/x", 0, "NEEDED libc.so.6")), "libc6")],
        Platforms =
        [
            new LockedPlatform
            {
                Name = "x86_64-linux",
                CpuLevel = "x86-64-v1",
                Cleaning = "development@1",
                Root = Tree("root"),
                Finish = Tree("finish"),
                Run = new LockedRunSet(Tree("run finish"), Tree("run root")),
                Variables = new Dictionary<string, string> { ["npm_config_nodedir"] = "/usr" }.ToImmutableSortedDictionary(StringComparer.Ordinal),
                Sources = [new LockedSource("debian/bookworm", "https://archive.example/debian", "bookworm", new DateTimeOffset(2026, 11, 20, 8, 0, 0, TimeSpan.Zero), new string('a', 64))],
                Packages =
                [
                    new LockedPackage
                    {
                        Archive = "deb", Name = "make", Version = "4.3-4.1", Architecture = "amd64", Source = "debian/bookworm", File = "pool/main/m/make.deb",
                        Sha256 = new string('b', 64), SizeBytes = 12, Tree = Tree("tree"), Prefix = "opt/x", Run = true,
                    },
                ],
            },
        ],
    };
}
