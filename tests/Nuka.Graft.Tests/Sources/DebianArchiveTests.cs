using Nuka.Graft.Index;
using Nuka.Graft.Sources;
using Nuka.Graft.Tests.Download;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Tests.Sources;

[Collection("signing")]
public sealed class DebianArchiveTests(SigningKeys keys) : IDisposable
{
    private readonly ArchiveFixture fixture = new();

    private string GoodSource => $"deb [signed-by={keys.Keyring("good")}] {fixture.Base} stable main\n";

    public void Dispose() => fixture.Dispose();

    [Fact]
    public async Task An_update_makes_packages_and_contents_to_be_found()
    {
        NewArchive().Publish();
        UpdateReport report = await fixture.UpdateAsync(GoodSource);
        Assert.True(report.IsComplete);
        using ArchiveCatalogue catalogue = fixture.Archive.Open();
        PackageRecord one = Assert.Single(catalogue.Packages.Find("one"));
        Assert.Equal(("one:amd64 1.0", "main", "tests/brick"), (one.ToString(), one.Component, one.Release.Name));
        Assert.Equal("one", Assert.Single(catalogue.Contents.FindProgram("one")).Package);
        Assert.Equal("one-dev", Assert.Single(catalogue.Contents.FindHeader("one/one.h")).Package);
        Assert.Equal(["one"], catalogue.FindOwners("/bin/one", TestContext.Current.CancellationToken));
        Assert.Equal(["one"], catalogue.FindOwners("/usr/share/x/y z.txt", TestContext.Current.CancellationToken));
        Assert.Equal(["usr/bin/one", "usr/share/x/y z.txt"], catalogue.FindFiles("one", TestContext.Current.CancellationToken));
        Assert.Equal(["tests/brick (1 packages, indexed just now)"], catalogue.Describe(fixture.Time.Now));
        Assert.Equal(["tests/brick (1 packages, indexed 3 hours ago)"], catalogue.Describe(fixture.Time.Now.AddHours(3.5)));
        Assert.Equal(keys.Fingerprint("good"), catalogue.State.Releases[0].SignedByKey);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task Archives_with_a_signature_beside_and_without_directories_by_hash_are_read(bool detached, bool byHash)
    {
        TestArchive archive = NewArchive();
        (archive.Detached, archive.ByHash) = (detached, byHash);
        archive.Publish();
        Assert.True((await fixture.UpdateAsync(GoodSource)).IsComplete);
    }

    [Fact]
    public async Task A_flat_archive_is_read()
    {
        new TestArchive(fixture.ArchiveRoot, keys) { Suite = "./" }.Publish();
        await fixture.UpdateAsync($"deb [signed-by={keys.Keyring("good")}] {fixture.Base} ./\n");
        using ArchiveCatalogue catalogue = fixture.Archive.Open();
        Assert.Equal("pool/one_1.0_amd64.deb", Assert.Single(catalogue.Packages.Find("one")).FileName);
    }

    [Fact]
    public async Task Keys_are_found_in_every_place_that_a_source_may_name()
    {
        NewArchive().Publish();
        Assert.True((await fixture.UpdateAsync($"deb [signed-by={keys.Keyring("good.asc")}] {fixture.Base} stable main")).IsComplete);
        Assert.True((await fixture.UpdateAsync($"deb [signed-by={keys.Keyring("other")},{keys.Keyring("good")}] {fixture.Base} stable main")).IsComplete);
        Assert.Equal("graft/no-keyring", (await fixture.FailAsync($"deb {fixture.Base} stable main")).Code);
        Directory.CreateDirectory(Path.Combine(fixture.Apt, "trusted.gpg.d"));
        File.Copy(keys.Keyring("good.asc"), Path.Combine(fixture.Apt, "trusted.gpg.d", "x.asc"));
        Assert.True((await fixture.UpdateAsync($"deb {fixture.Base} stable main")).IsComplete);
        Assert.True((await fixture.UpdateAsync($"deb [signed-by={keys.Fingerprint("good")}] {fixture.Base} stable main")).IsComplete);
        Assert.Equal("graft/bad-signature", (await fixture.FailAsync($"deb [signed-by={keys.Fingerprint("other")}] {fixture.Base} stable main")).Code);
        File.WriteAllText(
            Path.Combine(Directory.CreateDirectory(Path.Combine(fixture.Apt, "sources.list.d")).FullName, "inline.sources"),
            $"Types: deb\nURIs: {fixture.Base}\nSuites: stable\nComponents: main\nSigned-By:\n"
            + string.Concat(File.ReadAllLines(keys.Keyring("good.asc")).Select(line => $" {(line.Length == 0 ? "." : line)}\n")));
        Assert.True((await fixture.UpdateAsync("")).IsComplete);
    }

    [Fact]
    public async Task A_release_signed_by_another_key_is_refused()
    {
        TestArchive archive = NewArchive();
        archive.Key = "other";
        archive.Publish();
        await AssertRefusedAsync("graft/bad-signature", "not in the source's keyring");
    }

    [Fact]
    public async Task A_release_signed_by_an_expired_key_is_refused()
    {
        TestArchive archive = NewArchive();
        archive.Key = "expired";
        archive.SignOptions = ["--faked-system-time", "20200101T010000"];
        archive.Publish();
        Problem problem = await fixture.FailAsync($"deb [signed-by={keys.Keyring("expired")}] {fixture.Base} stable main");
        Assert.Equal("graft/bad-signature", problem.Code);
        Assert.Contains("expired", problem.Reasons[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signature_over_a_weak_hash_is_refused()
    {
        TestArchive archive = NewArchive();
        archive.SignOptions = ["--digest-algo", "SHA1", "--allow-weak-digest-algos"];
        archive.Publish();
        await AssertRefusedAsync("graft/bad-signature", "");
    }

    [Fact]
    public async Task Whatever_is_done_to_a_signed_file_is_refused_or_changes_nothing_that_is_believed()
    {
        TestArchive archive = NewArchive().Publish();
        string path = archive.PathOf("InRelease");
        string good = File.ReadAllText(path);
        string signature = good[good.IndexOf("-----BEGIN PGP SIGNATURE", StringComparison.Ordinal)..];
        string[] bad =
        [
            good.Replace("Origin: Tests", "Origin: Tists", StringComparison.Ordinal),
            "Origin: Evil\n\n" + good,
            good + "Origin: Evil\n",
            good + good,
            good.Replace("-----BEGIN PGP SIGNATURE", "-----BEGIN PGP SIGNATURE-----\n\n-----BEGIN PGP SIGNATURE", StringComparison.Ordinal),
            good[..(good.Length / 2)],
            good[..^40],
            signature,
            "",
            "<html>captive portal</html>",
            good.Replace("Hash: ", "NotDashEscaped: ", StringComparison.Ordinal).Replace("Suite: stable", "Suite: evil", StringComparison.Ordinal),
        ];
        foreach (string text in bad)
        {
            File.WriteAllText(path, text);
            Problem problem = await fixture.FailAsync(GoodSource);
            Assert.Equal("graft/bad-signature", problem.Code);
        }

        Assert.Empty(Directory.GetDirectories(fixture.State, "check-*"));
    }

    [Fact]
    public async Task A_release_past_its_time_or_from_the_future_is_refused()
    {
        TestArchive archive = NewArchive();
        archive.ValidUntil = fixture.Time.Now.AddDays(1);
        archive.Publish();
        await fixture.UpdateAsync(GoodSource);
        fixture.Time.Now = fixture.Time.Now.AddDays(2);
        await AssertRefusedAsync("graft/expired-release", "valid until");
        archive.Date = fixture.Time.Now.AddDays(3);
        archive.ValidUntil = null;
        archive.Publish();
        await AssertRefusedAsync("graft/expired-release", "this machine says");
    }

    [Fact]
    public async Task An_older_release_than_the_one_seen_is_refused_and_what_was_seen_stays()
    {
        TestArchive archive = NewArchive().Publish();
        byte[] old = File.ReadAllBytes(archive.PathOf("InRelease"));
        archive.Date = archive.Date.AddHours(1);
        archive.Packages.Add(("two", "2.0"));
        archive.Publish();
        await fixture.UpdateAsync(GoodSource);
        File.WriteAllBytes(archive.PathOf("InRelease"), old);
        await AssertRefusedAsync("graft/replayed-release", "seen was");
        using ArchiveCatalogue catalogue = fixture.Archive.Open();
        Assert.Single(catalogue.Packages.Find("two"));
    }

    [Fact]
    public async Task A_release_of_another_suite_is_refused_though_it_is_signed()
    {
        NewArchive().Publish();
        CopyDirectory(Path.Combine(fixture.ArchiveRoot, "dists/stable"), Path.Combine(fixture.ArchiveRoot, "dists/stable-security"));
        Problem problem = await fixture.FailAsync(GoodSource.Replace(" stable ", " stable-security ", StringComparison.Ordinal));
        Assert.Equal("graft/wrong-suite", problem.Code);
    }

    [Fact]
    public async Task What_changed_about_a_release_is_reported()
    {
        TestArchive archive = NewArchive().Publish();
        await fixture.UpdateAsync(GoodSource);
        archive.Fields["Suite"] = "oldstable";
        archive.Fields["Codename"] = "stable";
        archive.Date = archive.Date.AddDays(1);
        archive.Publish();
        await fixture.UpdateAsync(GoodSource);
        Assert.Contains(fixture.Progress.Notes, note => note.Contains("its Suite changed from 'stable' to 'oldstable'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_source_that_fails_leaves_the_others_usable_and_is_named()
    {
        NewArchive().Publish();
        UpdateReport report = await fixture.UpdateAsync(GoodSource + $"deb [signed-by={keys.Keyring("good")}] file:///nonexistent/there stable main\ndeb [trusted=yes] http://t.example x main\n");
        Assert.False(report.IsComplete);
        Assert.Equal([null, "graft/unreachable"], report.Outcomes.Select(outcome => outcome.Problem?.Code));
        Assert.Contains(fixture.Progress.Notes, note => note.Contains("file:///nonexistent/there stable cannot be reached", StringComparison.Ordinal));
        Assert.Contains(fixture.Progress.Notes, note => note.Contains("http://t.example asks not to be checked", StringComparison.Ordinal));
        using ArchiveCatalogue catalogue = fixture.Archive.Open();
        Assert.Equal(1, catalogue.Packages.Count);
    }

    [Fact]
    public async Task A_source_that_fails_later_keeps_what_was_known_of_it()
    {
        TestArchive archive = NewArchive().Publish();
        string second = Path.Combine(fixture.ArchiveRoot, "second");
        TestArchive other = new TestArchive(second, keys) { Packages = { ("more", "1") } }.Publish();
        string both = GoodSource + $"deb [signed-by={keys.Keyring("good")}] {fixture.Base}/second stable main\n";
        await fixture.UpdateAsync(both);
        Directory.Delete(second, recursive: true);
        UpdateReport report = await fixture.UpdateAsync(both);
        Assert.Equal("graft/unreachable", report.Outcomes[1].Problem?.Code);
        using ArchiveCatalogue catalogue = fixture.Archive.Open();
        Assert.Single(catalogue.Packages.Find("more"));
        Assert.NotNull(archive);
        Assert.NotNull(other);
    }

    [Fact]
    public async Task An_index_with_wrong_bytes_or_only_half_of_them_is_refused()
    {
        TestArchive archive = NewArchive();
        archive.ByHash = false;
        archive.Publish();
        string path = archive.PathOf("main/binary-amd64/Packages.gz");
        byte[] good = File.ReadAllBytes(path);
        File.WriteAllBytes(path, good[..(good.Length / 2)]);
        await AssertRefusedAsync("graft/not-to-be-had", "");
        byte[] wrong = [.. good];
        wrong[^1] ^= 1;
        File.WriteAllBytes(path, wrong);
        await AssertRefusedAsync("graft/not-to-be-had", "another checksum");
        File.WriteAllBytes(path, good);
        Assert.True((await fixture.UpdateAsync(GoodSource)).IsComplete);
    }

    [Fact]
    public async Task A_component_that_the_release_does_not_have_is_named()
    {
        NewArchive().Publish();
        await AssertRefusedAsync("graft/no-such-index", "", GoodSource.Replace(" main", " main universe", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_release_that_lists_no_strong_checksums_is_refused()
    {
        TestArchive archive = NewArchive().Publish();
        File.WriteAllText(archive.PathOf("Release"), File.ReadAllText(archive.PathOf("Release")).Replace("SHA256:", "SHA1:", StringComparison.Ordinal));
        archive.Sign();
        await AssertRefusedAsync("graft/bad-release", "SHA256");
    }

    [Fact]
    public async Task Without_gpgv_nothing_is_believed()
    {
        NewArchive().Publish();
        fixture.GpgvPath = "/nonexistent/gpgv";
        Assert.Equal("graft/no-gpgv", (await fixture.FailAsync(GoodSource)).Code);
    }

    [Fact]
    public async Task The_fresh_is_left_alone_the_old_is_renewed_and_offline_takes_what_is_there()
    {
        TestArchive archive = NewArchive().Publish();
        SourceList sources = fixture.Sources(GoodSource);
        CancellationToken none = TestContext.Current.CancellationToken;
        fixture.IsOffline = true;
        Assert.Equal("graft/offline", (await Assert.ThrowsAsync<NukaException>(() => fixture.Archive.EnsureAsync(sources, TimeSpan.FromDays(1), none))).Problem.Code);
        fixture.IsOffline = false;
        Assert.NotNull(await fixture.Archive.EnsureAsync(sources, TimeSpan.FromDays(1), none));
        Assert.Null(await fixture.Archive.EnsureAsync(sources, TimeSpan.FromDays(1), none));
        fixture.Time.Now = fixture.Time.Now.AddDays(2);
        UpdateReport? again = await fixture.Archive.EnsureAsync(sources, TimeSpan.FromDays(1), none);
        Assert.False(again!.Outcomes[0].IsChanged);
        fixture.Time.Now = fixture.Time.Now.AddDays(2);
        fixture.IsOffline = true;
        Assert.Null(await fixture.Archive.EnsureAsync(sources, TimeSpan.FromDays(1), none));
        fixture.IsOffline = false;
        Directory.Delete(fixture.ArchiveRoot, recursive: true);
        Assert.Null(await fixture.Archive.EnsureAsync(sources, TimeSpan.FromDays(1), none));
        Assert.Contains(fixture.Progress.Notes, note => note.Contains("what was fetched earlier is used", StringComparison.Ordinal));
        Assert.NotNull(archive);
    }

    [Fact]
    public async Task A_source_that_never_answers_is_not_waited_for_by_every_command_and_a_removed_one_is_forgotten()
    {
        NewArchive().Publish();
        using LoopbackServer server = new(fixture.ArchiveRoot) { Fault = _ => new ServerFault { Status = 404 } };
        SourceList sources = fixture.Sources(GoodSource + $"deb [signed-by={keys.Keyring("good")}] {server.Address} stable main\n");
        CancellationToken none = TestContext.Current.CancellationToken;
        await fixture.Archive.EnsureAsync(sources, TimeSpan.FromDays(1), none);
        Assert.Null(await fixture.Archive.EnsureAsync(sources, TimeSpan.FromDays(1), none));
        fixture.Time.Now = fixture.Time.Now.AddHours(2);
        Assert.NotNull(await fixture.Archive.EnsureAsync(sources, TimeSpan.FromDays(1), none));
        Assert.NotNull(await fixture.Archive.EnsureAsync(fixture.Sources(GoodSource), TimeSpan.FromDays(1), none));
        Assert.Empty(fixture.Archive.ReadState().Failed);
    }

    [Fact]
    public async Task Old_indexes_and_what_a_killed_process_left_are_removed_and_an_open_catalogue_stays_as_it_was()
    {
        TestArchive archive = NewArchive().Publish();
        await fixture.UpdateAsync(GoodSource);
        using ArchiveCatalogue before = fixture.Archive.Open();
        Directory.CreateDirectory(Path.Combine(fixture.State, "check-left-by-a-killed-process"));
        File.WriteAllText(Path.Combine(fixture.State, "indexes", "packages-1-x.index.y.part"), "half");
        archive.Packages.Add(("two", "2.0"));
        archive.Contents += "usr/bin/two  utils/two\n";
        archive.Date = archive.Date.AddHours(1);
        archive.Publish();
        await fixture.UpdateAsync(GoodSource);
        using ArchiveCatalogue after = fixture.Archive.Open();
        Assert.Empty(before.Packages.Find("two"));
        Assert.Single(after.Packages.Find("two"));
        Assert.Equal(2, Directory.GetFiles(Path.Combine(fixture.State, "indexes")).Length);
        Assert.Single(Directory.GetFiles(Path.Combine(fixture.State, "files/sha256")));
        Assert.Empty(Directory.GetDirectories(fixture.State, "check-*"));
    }

    [Fact]
    public async Task Several_updates_at_once_all_succeed()
    {
        NewArchive().Publish();
        SourceList sources = fixture.Sources(GoodSource);
        UpdateReport[] reports = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ =>
            Task.Run(() => fixture.Archive.UpdateAllAsync(sources, TestContext.Current.CancellationToken))));
        Assert.All(reports, report => Assert.True(report.IsComplete));
        using ArchiveCatalogue catalogue = fixture.Archive.Open();
        Assert.Equal(1, catalogue.Packages.Count);
    }

    [Fact]
    public async Task Over_http_a_mirror_that_lags_is_passed_over_and_by_hash_is_asked_first()
    {
        NewArchive().Publish();
        using LoopbackServer server = new(fixture.ArchiveRoot);
        using LoopbackServer broken = new(fixture.ArchiveRoot) { Fault = path => new ServerFault { Status = path.Contains("InRelease", StringComparison.Ordinal) ? 503 : 404 } };
        File.WriteAllText(Path.Combine(fixture.Apt, "mirrors"), $"{broken.Address}\n{server.Address}\n");
        UpdateReport report = await fixture.UpdateAsync($"deb [signed-by={keys.Keyring("good")}] mirror+file:{fixture.Apt}/mirrors stable main");
        Assert.True(report.IsComplete);
        Assert.Contains(server.Requests, request => request.Path.Contains("by-hash/SHA256", StringComparison.Ordinal));
        Assert.DoesNotContain(server.Requests, request => request.Path.EndsWith("Packages.gz", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_index_with_a_stanza_that_cannot_be_used_says_so()
    {
        TestArchive archive = NewArchive();
        archive.Packages.Add(("bad name", "1"));
        archive.Publish();
        UpdateReport report = await fixture.UpdateAsync(GoodSource);
        Assert.Contains("bad name", Assert.Single(report.Outcomes[0].Notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_release_past_its_time_is_used_with_a_notice_where_the_owner_says_so()
    {
        TestArchive archive = NewArchive();
        archive.ValidUntil = fixture.Time.Now.AddDays(-1);
        archive.Publish();
        Assert.Equal("graft/expired-release", (await fixture.FailAsync(GoodSource)).Code);
        await File.WriteAllTextAsync(
            Path.Combine(fixture.Apt, "apt.conf"), "Acquire::Check-Valid-Until \"false\";", TestContext.Current.CancellationToken);
        UpdateReport report = await fixture.UpdateAsync(GoodSource);
        Assert.Contains("Check-Valid-Until", Assert.Single(report.Outcomes[0].Notices), StringComparison.Ordinal);
    }

    private TestArchive NewArchive() => new(fixture.ArchiveRoot, keys);

    private async Task AssertRefusedAsync(string code, string reason, string? source = null)
    {
        Problem problem = await fixture.FailAsync(source ?? GoodSource);
        Assert.Equal(code, problem.Code);
        Assert.Contains(reason, string.Join('\n', problem.Reasons), StringComparison.Ordinal);
    }

    private static void CopyDirectory(string from, string to)
    {
        foreach (string path in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, path));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(path, target);
        }
    }
}
