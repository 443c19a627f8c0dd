using System.Diagnostics;
using Nuka.Content.Trees;
using Nuka.Packages;
using Nuka.Platform.Errors;
using Nuka.Store;

namespace Nuka.Packages.Tests;

/// <summary>What `local` takes, beside the real git.</summary>
public sealed class LocalSourceTests : IDisposable
{
    private readonly string top = Directory.CreateTempSubdirectory("nuka-local-").FullName;
    private readonly StoreOptions options;
    private readonly ContentStore store;
    private readonly List<string> notices = [];
    private readonly LocalSources sources;

    public LocalSourceTests()
    {
        options = new StoreOptions { Directory = Path.Combine(top, "store"), TimeProvider = TimeProvider.System };
        store = ContentStore.Open(options);
        sources = From(store);
        Sh("mkdir -p tree/src && cd tree && git init -q . && printf 'one\\n' > src/a.txt && printf '#!/bin/sh\\n' > src/run"
        + " && chmod +x src/run && ln -s a.txt src/link"
            + " && mkdir src/sub && printf x > src/sub/b && git add -A && git commit -qm first");
    }

    public void Dispose()
    {
        store.Dispose();
        Sh("chmod -R u+rwX .");
        Directory.Delete(top, recursive: true);
    }

    [Fact]
    public void In_git_it_is_what_a_clone_has_and_what_is_ignored_changes_nothing()
    {
        Cid before = Take("tree/src");
        Assert.Equal(["a.txt 100644", "link 120000", "run 100755", "sub/b 100644"], Files(before));
        Sh("cd tree && echo '*.o' > .git/info/exclude && echo build > .gitignore && mkdir -p src/build src/empty/below && touch src/x.o src/build/y");
        Assert.Equal(before, Take("tree/src"));
        Sh("git clone -q tree clone");
        Assert.Equal(before, Take("clone/src"));
        Assert.Empty(notices);
    }

    [Fact]
    public void Where_git_ignores_the_package_file_too_it_is_everything_that_lies_there()
    {
        Cid before = Take("tree/src");
        Sh("cd tree && mkdir -p out/made && cp -a src out/made/src && echo /out > .gitignore");
        Assert.Equal(before, Take("tree/out/made/src"));
        Sh("cd tree && echo /out/made/src > .gitignore");
        Assert.Equal("packages/no-source", Assert.Throws<NukaException>(() => Take("tree/out/made/src")).Problem.Code);
        Assert.Empty(notices);
    }

    [Fact]
    public void The_whole_work_tree_has_no_git_of_its_own_in_it()
    {
        Assert.Equal(["src/a.txt 100644", "src/link 120000", "src/run 100755", "src/sub/b 100644"], Files(Take("tree")));
        Sh("rm -rf tree/.git");
        Assert.Equal(["src/a.txt 100644", "src/link 120000", "src/run 100755", "src/sub/b 100644"], Files(Take("tree")));
    }

    [Fact]
    public void Changes_on_disk_count_and_so_does_what_was_deleted()
    {
        Cid before = Take("tree/src");
        Sh("cd tree/src && printf 'two\\n' > a.txt && rm sub/b && chmod -x run");
        Cid after = Take("tree/src");
        Assert.NotEqual(before, after);
        Assert.Equal(["a.txt 100644", "link 120000", "run 100644"], Files(after));
    }

    [Fact]
    public void Untracked_files_are_taken_and_named_once()
    {
        Sh("cd tree/src && printf n > new && printf o > sub/other");
        Assert.Contains("new 100644", Files(Take("tree/src")));
        Take("tree/src");
        string notice = Assert.Single(notices);
        Assert.Contains("src/new, src/sub/other ", notice, StringComparison.Ordinal);
        Sh("cd tree/src && printf n > newer");
        Take("tree/src");
        Assert.Contains(": src/newer ", notices[1], StringComparison.Ordinal);
        Assert.Equal(2, notices.Count);
    }

    [Fact]
    public void A_single_file_lies_in_a_tree_under_its_name()
    {
        Assert.Equal(["a.txt 100644"], Files(Take("tree/src/a.txt")));
        Assert.Equal(["run 100755"], Files(Take("tree/src/run")));
        Sh("printf 1 > plain");
        Assert.Equal(["plain 100644"], Files(Take("plain")));
    }

    [Fact]
    public void A_store_that_is_only_read_tells_the_same_content_id_and_gets_nothing()
    {
        string[] paths = ["tree/src", "tree/src/run", "tree"];
        Cid[] expected = [.. paths.Select(Take)];
        using ContentStore other = ContentStore.Open(options with { Directory = Path.Combine(top, "other") });
        using ContentStore reader = ContentStore.Open(options with { Directory = other.DirectoryPath, ReadOnly = true });
        Assert.Equal(expected, paths.Select(path => From(reader).Import(Path.Combine(top, path))));
        Assert.All(expected, cid => Assert.False(other.Contains(cid)));
    }

    [Theory]
    [InlineData("printf '*.txt text eol=crlf\\n' > .gitattributes && printf 'one\\r\\n' > src/a.txt", "src/a.txt: its lines end with CR LF")]
    [InlineData("git config core.autocrlf true && rm src/a.txt && git checkout -q src/a.txt", "src/a.txt: its lines end with CR LF")]
    [InlineData("printf '$Id$ x\\n' > src/a.txt && echo '*.txt ident' > .gitattributes && git add -A && git commit -qm i && rm src/a.txt"
        + " && git checkout -q src/a.txt", "`ident`")]
    [InlineData("echo '*.txt filter=up' > .gitattributes && git config filter.up.smudge 'tr a-z A-Z'"
        + " && git config filter.up.clean 'tr A-Z a-z' && rm src/a.txt && git checkout -q src/a.txt", "the filter `up`")]
    [InlineData("echo '*.txt filter=lfs' > .gitattributes"
        + " && printf 'version https://git-lfs.example/spec/v1\\noid sha256:0\\nsize 4\\n' > src/a.txt && git add -A", "Git LFS")]
    [InlineData("echo '*.txt working-tree-encoding=UTF-16LE' > .gitattributes && rm src/a.txt && git checkout -q src/a.txt", "the encoding UTF-16LE")]
    [InlineData("git -c protocol.file.allow=always submodule --quiet add \"$PWD/../tree\" src/module", "src/module: it is a repository of its own")]
    [InlineData("git init -q src/inner && touch src/inner/x", "src/inner/: it is a repository of its own")]
    [InlineData("git config core.symlinks false && rm src/link && git checkout -q src/link", "src/link: it is a symbolic link in git")]
    [InlineData("git sparse-checkout set --no-cone /src/a.txt", "src/link: it is not checked out here")]
    [InlineData("git checkout -qb o HEAD && printf 2 > src/a.txt && git commit -qam 2 && git checkout -q - && git checkout -q @{-1}~1"
        + " && printf 3 > src/a.txt && git commit -qam 3; git merge -q o >/dev/null || true", "src/a.txt: git has several versions")]
    public void What_another_clone_would_have_in_another_form_is_refused(string script, string reason)
    {
        Sh("cd tree && " + script);
        Problem problem = Refusal("tree/src");
        Assert.Equal("packages/not-as-in-git", problem.Code);
        Assert.Contains(problem.Reasons, one => one.Contains(reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("echo '*.txt text=auto' > .gitattributes && git add -A")]
    [InlineData("printf 'a\\r\\nb\\n' > src/a.txt && echo '* -text' > .gitattributes && git add -A")]
    [InlineData("printf 'a\\r\\nb\\n' > src/a.txt")]
    [InlineData("echo '*.txt filter=none' > .gitattributes")]
    [InlineData("printf 'version https://git-lfs.example/spec/v1\\n' > src/a.txt && git add -A")]
    public void What_every_clone_has_in_this_form_is_taken(string script)
    {
        Sh("cd tree && " + script);
        Assert.Contains("a.txt 100644", Files(Take("tree/src")));
    }

    [Fact]
    public void Names_that_are_no_text_and_names_that_look_like_patterns_are_taken_as_they_are()
    {
        Sh("cd tree/src && printf 1 > \"$(printf 'odd\\377')\" && printf 2 > '*.txt' && printf 3 > \"$(printf 'a\\nb')\" && git add -A");
        Assert.Equal(7, Files(Take("tree/src")).Length);
        Assert.Equal(["*.txt 100644"], Files(Take("tree/src/*.txt")));
        Sh("cd tree/src && rm \"$(printf 'odd\\377')\" && git reset -q && git add . && rm -f ./[*].txt");
        Assert.Equal("packages/no-source", Refusal("tree/src/*.txt").Code);
    }

    [Theory]
    [InlineData("printf '#!/bin/sh\\ntouch \"$HACKED\"\\nexit 1\\n' > h && chmod +x h && git config core.fsmonitor \"$PWD/h\"")]
    [InlineData("printf '#!/bin/sh\\ntouch \"$HACKED\"\\n' > h && chmod +x h && git config core.hooksPath \"$PWD\""
        + " && for n in post-index-change pre-commit fsmonitor-watchman query-watchman; do ln -s h $n; done")]
    [InlineData("git config filter.f.clean 'touch \"$HACKED\"; cat' && git config filter.f.process 'touch \"$HACKED\"'"
        + " && git config filter.f.required true && echo '* filter=f' > .git/info/attributes && touch src/*")]
    [InlineData("git config core.pager 'touch \"$HACKED\"' && git config pager.ls-files true")]
    [InlineData("git config alias.ls-files '!touch \"$HACKED\"' && git config core.sshCommand 'touch \"$HACKED\"'"
        + " && git config core.alternateRefsCommand 'touch \"$HACKED\"'")]
    [InlineData("git config remote.o.url 'ext::touch \"$HACKED\"' && git config remote.o.promisor true"
        + " && git config extensions.partialClone o && git config core.repositoryformatversion 1 && git rm -rq --cached src"
        + " && git update-index --add --cacheinfo 100644,1111111111111111111111111111111111111111,src/.gitattributes")]
    [InlineData("git config core.worktree / && git config include.path /etc/passwd || true")]
    [Trait("tier", "sample")]
    public void Nothing_that_a_repository_configures_is_run(string script)
    {
        string hacked = Path.Combine(top, "hacked");
        Sh("cd tree && " + script.Replace("$HACKED", hacked, StringComparison.Ordinal));
        File.Delete(hacked);
        try
        {
            Take("tree/src");
        }
        catch (NukaException error) when (error.Problem.Code is "packages/git-failed" or "packages/no-source" or "packages/not-as-in-git")
        {
            // Refused is as good.
        }

        Assert.False(File.Exists(hacked));
    }

    [Fact]
    public void What_a_person_configured_changes_nothing()
    {
        Cid before = Take("tree/src");
        Sh("cd tree && printf new > src/kept && mkdir -p home"
        + " && printf '[core]\\n excludesFile = %s\\n' \"$PWD/ignore\" > home/.gitconfig"
            + " && echo kept > ignore && git config core.excludesFile \"$PWD/ignore\"");
        Assert.NotEqual(before, Take("tree/src"));
    }

    [Theory]
    [InlineData("tree/src/nothere", "there is nothing of that name")]
    [InlineData("tree/src/link", "neither a file nor a directory")]
    [InlineData("tree/src/x.o", "git ignores it")]
    [InlineData("tree/src/void", "git ignores it")]
    [InlineData("tree/.git", "it is git's own")]
    [InlineData("tree/.git/hooks", "it is git's own")]
    public void What_cannot_be_a_source_is_told_with_the_reason(string path, string reason)
    {
        Sh("cd tree && echo '*.o' > .gitignore && touch src/x.o && mkdir src/void");
        Problem problem = Refusal(path);
        Assert.Equal("packages/no-source", problem.Code);
        Assert.Contains(reason, Assert.Single(problem.Reasons), StringComparison.Ordinal);
    }

    [Fact]
    public void Sockets_and_what_may_not_be_read_are_told()
    {
        Sh("mkdir plain && mkfifo plain/pipe");
        Assert.Equal("store/special-file", Refusal("plain").Code);
        Sh("cd tree/src && rm a.txt && mkfifo a.txt");
        Assert.Equal("store/special-file", Refusal("tree/src").Code);
    }

    [Fact]
    public void Without_git_a_work_tree_is_refused_and_any_other_directory_is_not()
    {
        string source = Path.Combine(top, "tree/src");
        foreach (string? git in (string?[])[null, "/nonexistent/git"])
        {
            Problem problem = Assert.Throws<NukaException>(() => new LocalSources(store, git, notices.Add, default).Import(source)).Problem;
            Assert.Equal("packages/no-git", problem.Code);
        }

        Sh("rm -rf tree/.git");
        new LocalSources(store, null, notices.Add, default).Import(source);
    }

    [Fact]
    public void A_linked_work_tree_and_a_damaged_index_are_known()
    {
        Cid before = Take("tree/src");
        Sh("cd tree && git worktree add -q ../second");
        Assert.Equal(before, Take("second/src"));
        Sh("cd tree && printf junk > .git/index");
        Problem problem = Refusal("tree/src");
        Assert.Equal("packages/git-failed", problem.Code);
        Assert.NotEmpty(problem.Reasons);
    }

    private Cid Take(string path) => sources.Import(Path.Combine(top, path));

    private LocalSources From(ContentStore from) => new(from, "/usr/bin/git", notices.Add, TestContext.Current.CancellationToken);

    private Problem Refusal(string path) => Assert.Throws<NukaException>(() => Take(path)).Problem;

    private string[] Files(Cid cid)
    {
        List<string> all = [];
        Walk(store.ReadTree(cid.Digest), "");
        return [.. all.Order(StringComparer.Ordinal)];

        void Walk(Tree tree, string prefix)
        {
            foreach (TreeEntry entry in tree.Entries)
            {
                if (entry.Kind == TreeEntryKind.Directory)
                {
                    Walk(store.ReadTree(entry.Digest), $"{prefix}{entry.Name}/");
                    continue;
                }

                all.Add($"{prefix}{entry.Name} {(entry.Kind == TreeEntryKind.Symlink ? "120000" : entry.IsExecutable ? "100755" : "100644")}");
            }
        }
    }

    private void Sh(string script)
    {
        ProcessStartInfo start = new("sh", ["-ec", script]) { WorkingDirectory = top, RedirectStandardError = true };
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        foreach (string who in (string[])["AUTHOR", "COMMITTER"])
        {
            start.Environment[$"GIT_{who}_NAME"] = "a";
            start.Environment[$"GIT_{who}_EMAIL"] = "a@a.example";
        }

        using Process process = Process.Start(start)!;
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, errors);
    }
}
