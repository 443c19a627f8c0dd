using System.Collections.Immutable;
using System.IO.Compression;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Nuka.Build.Outputs;
using Nuka.Build.Outputs.Leaks;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;

namespace Nuka.Build.Tests.Outputs;

public sealed class ForbiddenWordsTests : OutputFixture
{
    private const string Pid = "abcdefghijklmnopqrstuvwxyz234567abcdefghijklmnopqrst";

    private static readonly string TreeName = Cid.OfTree(Blake3.Hash("tree"u8)).ToString();

    private static readonly ForbiddenWords Words = new(
        [.. ForbiddenWord.Places, new ForbiddenWord(Pid, "the PID of zlib 1.3"), ForbiddenWord.OfTree(Cid.Parse(TreeName), "zlib 1.3"), new ForbiddenWord("/var/state/nuka", "the state directory")]);

    [Fact]
    public void A_program_that_names_its_build_directory_is_refused_with_the_place()
    {
        string file = Compile("out", "usr/bin/hello", "#include <stdio.h>\nint main(void) { puts(\"see /nuka-build/src/a.c\"); return 0; }");
        long at = File.ReadAllBytes(file).AsSpan().IndexOf("/nuka-build"u8);
        Problem refused = Refused(() => Scan(OutputAllowances.None));
        Assert.Equal("build/leaked-path", refused.Code);
        Assert.Equal([$"usr/bin/hello: /nuka-build (the work directory of the build) in byte {at}: see /nuka-build/src/a.c"], refused.Reasons);
    }

    [Fact]
    public void Names_and_links_and_what_is_compressed_are_searched_too()
    {
        Put("out", "usr/share/nuka-out-x/b", "");
        Link("out", "usr/share/c", "/nuka-out/usr/d");
        Put("out", "usr/share/man/man1/e.1.gz", Gzip(".TH e\nin /nuka-out/usr/share\n"));
        Put("out", $"usr/share/{TreeName}", "");
        Put("out", "usr/share/f", Encoding.Unicode.GetBytes("x/var/state/nuka/y"));
        Assert.Equal(
            [
                $"usr/share/{TreeName}: {TreeName} (the CID of zlib 1.3) in its name: /{TreeName}",
                "usr/share/c: /nuka-out (the output directory of the build) in what the link says: /nuka-out/usr/d",
                "usr/share/f: /var/state/nuka (the state directory) in byte 2: /",
                "usr/share/man/man1/e.1.gz: /nuka-out (the output directory of the build) in byte 9 of what is unpacked: in /nuka-out/usr/share",
                "usr/share/nuka-out-x: /nuka-out (the output directory of the build) in its name: /nuka-out-x",
            ],
            Refused(() => Scan(OutputAllowances.None)).Reasons);
    }

    [Fact]
    public void What_is_allowed_is_reported_with_its_reason_and_what_allows_nothing_too()
    {
        Put("out", "usr/share/doc/log", "made in /nuka-build and /nuka-build");
        OutputAllowances allowances = new() { Leaks = [("usr/share/nothing", "none"), ("usr/share/doc/*", "a log of the build")] };
        LeakReport report = Scan(allowances);
        Assert.Equal(("usr/share/doc/log", "a log of the build"), (report.Allowed.Single().Leak.File, report.Allowed.Single().Reason));
        Assert.Equal(["usr/share/nothing"], report.Unused);
        Put("out", "usr/share/docs", "made in /nuka-build");
        Assert.Equal("build/leaked-path", Refused(() => Scan(allowances)).Code);
    }

    [Fact]
    public void What_only_looks_like_a_word_is_not_one()
    {
        Put("out", "usr/share/a", $"/nuka /nuka-ou /nuka-buil {Pid[1..]} {Pid[..51]}8 {TreeName[..^1]} nuka-out");
        Put("out", "usr/share/b.gz", [0x1F, 0x8B, 8, 0, 1, 2, 3]);
        Put("out", "usr/share/nuka-ou", "");
        Assert.Empty(Scan(OutputAllowances.None).Allowed);
    }

    [Fact]
    public void Many_findings_are_counted()
    {
        for (int index = 0; index < 30; index++)
        {
            Put("out", $"usr/share/{index:d2}", "/nuka-out");
        }

        ImmutableArray<string> reasons = Refused(() => Scan(OutputAllowances.None)).Reasons;
        Assert.Equal((13, "and 18 more"), (reasons.Length, reasons[^1]));
    }

    [Fact]
    public void A_word_is_found_wherever_windows_meet()
    {
        // Windows of a few hundred bytes: words at every place of a text, each by a plain search too.
        WordMatcher matcher = new([.. ForbiddenWord.Places, new ForbiddenWord(Pid, "pid"), new ForbiddenWord(TreeName, "tree")]);
        Gen<(int Before, int Word, byte Fill)> places = from before in Gen.Choose(0, 2000)
                                                        from word in Gen.Choose(0, 3)
                                                        from fill in Gen.Elements((byte)'a', (byte)'/', (byte)0, (byte)'b')
                                                        select (before, word, fill);
        Prop.ForAll(places.ListOf(3).ToArbitrary(), rows =>
        {
            List<byte> text = [];
            foreach ((int before, int word, byte fill) in rows)
            {
                text.AddRange(Enumerable.Repeat(fill, before));
                text.AddRange(Encoding.ASCII.GetBytes(matcher.Words[word].Text));
            }

            byte[] bytes = [.. text, .. Enumerable.Repeat((byte)'7', 100)];
            Dictionary<int, long> found = [];
            LeakScan.Run(matcher, new MemoryStream(bytes), (at, word, _) => found.Add(word, at), windowBytes: 1);
            for (int word = 0; word < 4; word++)
            {
                long expected = bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(matcher.Words[word].Text));
                if (found.GetValueOrDefault(word, -1) != expected)
                {
                    return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    private LeakReport Scan(OutputAllowances allowances) => Words.Scan([Output()], allowances, TestContext.Current.CancellationToken);

    private static byte[] Gzip(string text)
    {
        using MemoryStream packed = new();
        using (GZipStream stream = new(packed, CompressionLevel.Optimal))
        {
            stream.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }
}
