using System.Globalization;
using Nuka.Graft.Tests.Sources;
using Nuka.Scenarios.Archives;

namespace Nuka.Scenarios;

/// <summary>Projects and state directories that are not as they should be.</summary>
[Collection("archives")]
[Trait("tier", "sample")]
public sealed class BadProjectTests(SigningKeys keys) : IDisposable
{
    private readonly ArchiveStage stage = new(keys);

    private string Project => Path.Join(stage.Stage.Work, "project");

    public void Dispose() => stage.Dispose();

    [Fact]
    public void A_project_that_cannot_be_read_is_named()
    {
        Assert.SkipWhen(Account.Available[^1] == Account.Root, "root reads everything");
        stage.Demand("chmod 000 project");
        stage.Refuse(ArchiveStage.Exec, "projects/unreadable");
        stage.Demand("chmod 755 project && chmod 000 project/eka.toml");
        string said = stage.Refuse(ArchiveStage.Exec, "projects/not-a-file");
        Assert.Contains(": Permission denied", said, StringComparison.Ordinal);
        stage.Demand("chmod 644 project/eka.toml && mkdir project/secret && echo x >project/secret/package.json && chmod 000 project/secret && mkfifo project/pipe.c");
        Assert.Equal(ArchiveStage.Good, stage.Demand(ArchiveStage.Exec));
        stage.Demand("chmod 000 project/eka.lock");
        Assert.Contains(": Permission denied", stage.Refuse(ArchiveStage.Exec, "projects/not-a-file"), StringComparison.Ordinal);
        stage.Demand("rm -f project/eka.lock; rm project/eka.toml; mkdir project/eka.toml");
        stage.Refuse(ArchiveStage.Exec, "projects/not-a-file");
    }

    [Fact]
    public void A_project_that_cannot_be_written_or_has_no_room_is_named_and_not_the_state()
    {
        Assert.SkipWhen(Account.Available[^1] == Account.Root, "root writes everything");
        stage.Stage.Write("changed.toml", "[system]\npackages = [\"tool\", \"sed\"]\n");
        stage.Demand("nuka -C project lock && cp project/eka.lock . && chmod 555 project");
        Assert.Contains("/project cannot be written", stage.Refuse("nuka -C project add sed", "projects/not-writable", exitCode: 1), StringComparison.Ordinal);
        Assert.Contains("/project cannot be written", stage.Refuse($"cat changed.toml >project/eka.toml; {ArchiveStage.Exec}", "projects/not-writable"), StringComparison.Ordinal);
        stage.Demand("cmp eka.lock project/eka.lock && chmod 755 project");
    }

    [Fact]
    public void A_name_that_nothing_has_is_said_where_the_person_typed_it()
    {
        Assert.DoesNotContain("eka.toml:", stage.Refuse("mkdir fresh && nuka -C fresh add nosuchpkg-zz", "graft/unknown-package", exitCode: 1), StringComparison.Ordinal);
        stage.Demand(ArchiveStage.Exec);
        Assert.Contains("`tool`?", stage.Refuse("nuka -C project update tol", "cli/not-in-lock", exitCode: 1), StringComparison.Ordinal);
        stage.Refuse("nuka -C project lock --replace nosuchpkg-zz", "cli/not-in-lock", exitCode: 1);
        stage.Demand("nuka -C project update tool");
        foreach (string path in (string[])["./xs", "build/xs", "$PWD/project/xs"])
        {
            stage.Refuse($"nuka -C project exec {path}", "projects/program-missing", exitCode: 127);
        }

        // Where a link leads into the environment, nothing is seen from outside.
        stage.Demand("ln -s /usr/bin/tool project/linked && ln -s /usr/bin project/bins && nuka -C project exec ./linked && nuka -C project exec bins/tool");
    }

    [Fact]
    public void A_manifest_that_is_no_manifest_names_the_line()
    {
        stage.Stage.Write("project/eka.toml", "[system]\npackages = [\"tool\"\n");
        Assert.Contains("--> eka.toml:", stage.Refuse(ArchiveStage.Exec, "formats/toml-syntax"), StringComparison.Ordinal);
        stage.Stage.Write("project/eka.toml", "[sytem]\npackages = [\"tool\"]\n");
        Assert.Contains("--> eka.toml:1:2", stage.Refuse(ArchiveStage.Exec, "projects/unknown-key"), StringComparison.Ordinal);
        stage.Stage.Write("project/eka.toml", "[system]\npackages = [\"tool\"]\n");
        stage.Stage.Write("project/eka.lock", "what is this\n");
        Assert.Contains("--> eka.lock:", stage.Refuse(ArchiveStage.Exec, "formats/toml-syntax"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_project_of_a_hundred_thousand_files_runs_within_the_limits_of_the_scan()
    {
        const int Directories = 100;
        const int Files = 1000;
        for (int directory = 0; directory < Directories; directory++)
        {
            string path = Directory.CreateDirectory(Path.Join(Project, $"src/{directory}")).FullName;
            for (int file = 0; file < Files; file++)
            {
                File.WriteAllText(Path.Join(path, string.Create(CultureInfo.InvariantCulture, $"{file}.c")), "#include \"own.h\"\n");
            }
        }

        Assert.Equal(ArchiveStage.Good, stage.Demand(ArchiveStage.Exec));
        Assert.Equal(ArchiveStage.Good, stage.Demand(ArchiveStage.Exec));
    }

    [Fact]
    public void A_state_directory_in_the_project_or_around_it_is_refused_before_anything_is_made()
    {
        foreach (string state in (string[])["project/.state", "project", "."])
        {
            stage.Refuse($"nuka --state {state} -C project exec tool".Replace($"--state {state}", $"--state $PWD/{state}", StringComparison.Ordinal), "environments/state-in-project");
        }

        stage.Demand("ln -s \"$PWD/project\" link");
        stage.Refuse("nuka --state \"$PWD/link/.state\" -C project exec tool", "environments/state-in-project");
        Assert.Equal(["eka.toml"], Directory.GetFileSystemEntries(Project).Select(Path.GetFileName));
    }

    [Fact]
    public void A_grant_that_would_show_the_state_is_refused()
    {
        stage.Refuse("nuka -C project exec --allow path=$NUKA_STATE:ro tool", "environments/state-in-grant");
        stage.Refuse("nuka -C project exec --allow path=$(dirname $NUKA_STATE):rw tool", "environments/state-in-grant");
        stage.Refuse("nuka -C project exec --allow path=$NUKA_STATE/grants-v1:rw tool", "environments/state-in-grant");
    }

    [Fact]
    public void Another_users_state_directory_is_not_used()
    {
        Assert.SkipWhen(Account.Available[^1] == Account.Root, "there is no other user");
        using ArchiveStage other = new(keys, Account.Available[0]);
        other.Demand($"{ArchiveStage.Exec} && chmod 755 {other.Stage.Directory} $NUKA_STATE $NUKA_STATE/store-v1 && chown -R 12345 $NUKA_STATE");
        string before = File.GetLastWriteTimeUtc(Path.Join(other.Stage.State, "store-v1")).ToString("O", CultureInfo.InvariantCulture);
        stage.Refuse($"nuka --state {other.Stage.State} -C project exec tool", "store/foreign-owner");
        stage.Demand("rm -rf taken; mkdir taken; chmod 777 taken");
        string said = stage.Refuse("nuka --state \"$PWD/taken\" -C project exec tool", "environments/shared-state");
        Assert.Contains("taken", said, StringComparison.Ordinal);
        Assert.Equal(before, File.GetLastWriteTimeUtc(Path.Join(other.Stage.State, "store-v1")).ToString("O", CultureInfo.InvariantCulture));
    }
}
