using System.Collections.Immutable;
using System.Text;
using Nuka.Formats.Nuon;
using Nuka.Packages.Evaluation;
using Nuka.Packages.Identity;
using Nuka.Platform.Errors;
using Nuka.Sandbox.Tests.Machine;

namespace Nuka.Packages.Tests;

/// <summary>What is remembered of a whole set is what closing it would give, whatever was changed.</summary>
[Trait("tier", "sample")]
public sealed class ClosedCacheTests(LauncherBuild launcher) : PackageSetFixture(launcher)
{
    private const int Packages = 9;
    private const int Edits = 10;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_set_that_did_not_change_needs_no_evaluator_and_is_the_same_to_the_letter()
    {
        WriteSet();
        EvaluationCache cache = new(Store);
        ImmutableArray<PackageIr> first = await CloseAll(Closer(cache));
        foreach ((byte[] key, _) in Store.Facts("drafts-v1"))
        {
            Store.RemoveFact("drafts-v1", key);
        }

        EvaluatorTools nothing = Tools with { Nushell = "/nonexistent/nu" };
        ImmutableArray<PackageIr> second = await CloseAll(Closer(cache, nothing));
        Assert.Equal(first.Select(Text), second.Select(Text));
        Assert.Equal(first.Select(one => one.Pid), second.Select(one => one.Pid));
        Assert.Equal(first.SelectMany(one => one.Closure()).Select(one => one.Pid), second.SelectMany(one => one.Closure()).Select(one => one.Pid));
        Assert.Equal(first[3].Links.Select(link => (link.Role, link.Package.Pid)), second[3].Links.Select(link => (link.Role, link.Package.Pid)));
        Assert.Equal(["zeta", "alpha"], second[0].Arguments.Fields.Select(field => field.Name));
        Assert.Equal(first[0].Runtime.Pid, second[0].Runtime.Pid);
    }

    [Fact]
    public async Task Whatever_is_edited_the_cache_gives_what_closing_gives()
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        WriteSet();
        EvaluationCache cache = new(Store);
        await CloseAll(Closer(cache));
        for (int edit = 0; edit < Edits; edit++)
        {
            string what = Edit(random);
            string told = $"seed {seed}, edit {edit}: {what}";
            (string[] Said, string? Refused) with = await Outcome(Closer(cache)), without = await Outcome(Closer());
            Assert.True(with.Said.SequenceEqual(without.Said) && with.Refused == without.Refused, told);
            (string[] Said, string? Refused) again = await Outcome(Closer(cache));
            Assert.True(again.Said.SequenceEqual(without.Said) && again.Refused == without.Refused, $"{told}, again");
        }
    }

    [Fact]
    public async Task Damage_is_found_out_and_closed_anew()
    {
        WriteSet();
        EvaluationCache cache = new(Store);
        string[] first = [.. (await CloseAll(Closer(cache))).Select(Text)];
        (byte[] key, _) = Assert.Single(Store.Facts("closed-v1"));
        Assert.True(Store.TryGetFact("closed-v1", key, out byte[] kept));
        foreach (byte[] damaged in (byte[][])[[], [1, 2, 3], kept[..(kept.Length / 2)], [.. kept.Select((one, index) => index == kept.Length / 2 ? (byte)(one ^ 0x10) : one)]])
        {
            Store.PutFact("closed-v1", key, damaged);
            Assert.Equal(first, (await CloseAll(Closer(cache))).Select(Text));
        }
    }

    private void WriteSet()
    {
        Write("data/word", "hello");
        Write("p0.nu", "export def main [] {\n  derivation p0 \"1\" (local data/word) [] --args {zeta: 1, alpha: 2} {|pkgs, src, args| ^make }\n}\n");
        for (int index = 1; index < Packages; index++)
        {
            Package($"p{index}", $"p{index - 1}", "{loud: false}", "--loud");
        }
    }

    private string Edit(Random random)
    {
        string name = $"p{random.Next(1, Packages)}.nu";
        string text = File.ReadAllText(Path.Combine(Set, name));
        (string What, Action Do) edit = random.Next(7) switch
        {
            0 => ("a comment", () => Write(name, $"# {random.Next()}\n{text}")),
            1 => ("the step", () => Write(name, text.Replace("^make", $"^make v{random.Next()}", StringComparison.Ordinal))),
            2 => ("the source", () => Write("data/word", $"{random.Next()}")),
            3 => ("a file that is not asked for", () => Write($"other{random.Next(3)}.nu", "export def main [] { nonsense }\n")),
            4 => ("a broken file", () => Write(name, text + "}")),
            5 => ("the whole set", WriteSet),
            _ => ("the version", () => Write(name, text.Replace("\"1\"", $"\"1.{random.Next()}\"", StringComparison.Ordinal))),
        };
        edit.Do();
        return $"{edit.What} of {name}";
    }

    private static Task<ImmutableArray<PackageIr>> CloseAll(PackageCloser closer) =>
        closer.CloseAllAsync([.. Enumerable.Range(0, Packages).Select(index => ($"p{index}", new NuonRecord([])))], Stop);

    private static async Task<(string[] Said, string? Refused)> Outcome(PackageCloser closer)
    {
        try
        {
            return ([.. (await CloseAll(closer)).Select(Text)], null);
        }
        catch (NukaException error)
        {
            return ([], error.Problem.Code);
        }
    }

    private static string Text(PackageIr one) => $"{one.Pid} {Encoding.UTF8.GetString(one.Encode())} {NuonText.Write(one.Identity)} {NuonText.Write(one.About)}";
}
