using System.Diagnostics;
using System.Globalization;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;

namespace Nuka.Store.Tests;

/// <summary>Processes are killed by SIGKILL while they work on a store; what is there afterwards is whole.</summary>
[Trait("tier", "sample")]
public sealed class KillTests : StoreFixture
{
    private const int Killed = 137;

    [Fact]
    public void Whatever_step_of_an_import_is_the_last_the_store_has_all_of_it_or_nothing()
    {
        string old = MakeSource("old", seed: 1, files: 5);
        string added = MakeSource("added", seed: 2, files: 6);
        Cid kept = Cid.Parse(Demand([StorePath, "import", old, "old"])[0].Split(' ')[1]);
        Cid expected = Expected(added);
        int survived = -1;
        for (int step = 1; survived < 0; step++)
        {
            (int code, string[] lines, string errors) = ChildProcess.Run(StorePath, $"kill={step}", "import", added, "added", "view", $"{expected}");
            Assert.True(code is 0 or Killed, errors);
            bool rooted = lines.Contains($"imported {expected}");
            CheckWhole(kept, rooted ? expected : null);
            survived = code == 0 ? step : -1;
            Store.SetRoot("added", []);
            Store.Collect();
            Assert.False(Store.Contains(expected));
            Reopen();
        }

        Assert.InRange(survived, 15, 60);
    }

    [Fact]
    public void Whatever_step_of_a_collection_is_the_last_what_is_kept_stays_and_the_next_one_removes_the_rest()
    {
        string old = MakeSource("old", seed: 1, files: 5);
        string doomed = MakeSource("doomed", seed: 2, files: 6);
        Cid kept = Cid.Parse(Demand([StorePath, "import", old, "old"])[0].Split(' ')[1]);
        Cid dead = Expected(doomed);
        int survived = -1;
        for (int step = 1; survived < 0; step++)
        {
            Demand([StorePath, "import", doomed, "doomed", "view", $"{dead}", "unroot", "doomed"]);
            (int code, _, string errors) = ChildProcess.Run(StorePath, $"kill={step}", "gc");
            Assert.True(code is 0 or Killed, errors);
            survived = code == 0 ? step : -1;
            CheckWhole(kept, null);
            Demand([StorePath, "gc"]);
            Assert.False(Store.Contains(dead));
            Assert.Equal(5, Directory.GetFiles(Path.Combine(StorePath, "blobs"), "*", SearchOption.AllDirectories).Length);
            Assert.Empty(Directory.GetFileSystemEntries(Path.Combine(StorePath, "views")));
            Reopen();
        }

        Assert.InRange(survived, 8, 60);
    }

    [Fact]
    public void Whatever_step_of_making_a_store_is_the_last_the_next_process_makes_it()
    {
        string source = MakeSource("source", seed: 3, files: 2);
        for (int milliseconds = 0; milliseconds < 400; milliseconds += 25)
        {
            using Process process = ChildProcess.Start([], StorePath, "import", source, "a");
            Thread.Sleep(milliseconds);
            process.Kill();
            process.WaitForExit();
            Demand([StorePath, "import", source, "a"]);
            CheckWhole(Expected(source), null);
            Reopen();
            Directory.Delete(StorePath, recursive: true);
        }
    }

    [Fact]
    public void Processes_that_find_the_same_view_wrong_after_a_boot_all_get_a_right_one()
    {
        string source = MakeSource("source", seed: 4, files: 40);
        Cid tree = Expected(source);
        Demand([StorePath, "import", source, "r", "view", $"{tree}"]);
        string view = Path.Combine(StorePath, "views", tree.Digest.ToString());
        for (int round = 0; round < 3; round++)
        {
            File.Delete(Path.Combine(view, "boot"));
            File.CreateSymbolicLink(Path.Combine(view, "boot"), "another boot");
            Tool.Demand("sh", "-c", $"chmod u+w '{view}/tree/d1' && rm '{view}/tree/d1/1'");
            Process[] running = Enumerable.Range(0, 6).Select(_ => ChildProcess.Start([], StorePath, "view", $"{tree}")).ToArray();
            foreach (Process process in running)
            {
                (int code, string[] lines, string errors) = ChildProcess.End(process);
                Assert.True(code == 0 && lines[0] == $"view {view}/tree", string.Join(' ', lines) + errors);
            }

            CheckViews();
        }
    }

    [Theory]
    [InlineData(11, 2)]
    [InlineData(12, 2)]
    public void Many_processes_at_once_some_of_them_killed_lose_nothing(int seed, int rounds) => Torture(seed, rounds);

    [Theory]
    [InlineData(21, 40)]
    [InlineData(22, 40)]
    public void Many_processes_at_once_for_longer(int seed, int rounds) => Torture(seed, rounds);

    // A round costs 3 to 4 s of processor time, nearly all of it for starting the eight processes; other seeds find more than longer runs of one.
    [Theory]
    [Trait("tier", "full")]
    [InlineData(31, 60)]
    [InlineData(32, 60)]
    [InlineData(33, 60)]
    public void Many_processes_at_once_for_long(int seed, int rounds) => Torture(seed, rounds);

    // Each round starts eight processes: imports of the same and of different directories, views, collections; some die at a step,
    // some at a moment. What a process said it had rooted must be there, whole, until its root is taken away.
    private void Torture(int seed, int rounds)
    {
        Random random = new(seed);
        string[] sources = Enumerable.Range(0, 4).Select(number => MakeSource($"s{number}", seed + number, files: 8 + (10 * number))).ToArray();
        Cid[] expected = sources.Select(Expected).ToArray();
        Dictionary<string, Cid> rooted = [];
        for (int round = 0; round < rounds; round++)
        {
            List<(Process Process, string Root, int Source)> running = [];
            for (int number = 0; number < 8; number++)
            {
                int source = random.Next(sources.Length);
                string root = $"{round}-{number}";
                string[] kill = random.Next(3) == 0 ? [$"kill={random.Next(1, 40)}"] : [];
                string[] work = random.Next(4) == 0 ? ["gc"] : ["import", sources[source], root, "view", $"{expected[source]}"];
                running.Add((ChildProcess.Start([], [StorePath, .. kill, .. work]), root, source));
            }

            KillSome(running, random);
            foreach ((Process process, string root, int source) in running)
            {
                (int code, string[] lines, string errors) = ChildProcess.End(process);
                Assert.True(code is 0 or Killed, $"seed {seed} round {round}: {code} {string.Join(' ', lines)} {errors}");
                if (lines.Contains($"imported {expected[source]}"))
                {
                    rooted[root] = expected[source];
                }
            }

            CheckAll(rooted, random);
        }
    }

    private static void KillSome(List<(Process Process, string Root, int Source)> running, Random random)
    {
        foreach ((Process process, _, _) in running)
        {
            if (random.Next(5) == 0)
            {
                Thread.Sleep(random.Next(60));
                process.Kill();
            }
        }
    }

    private void CheckAll(Dictionary<string, Cid> rooted, Random random)
    {
        Assert.Empty(Store.Verify().Findings);
        CheckViews();
        foreach ((string root, Cid tree) in rooted.ToList())
        {
            Assert.True(Store.Contains(tree), $"{root} is lost");
            if (random.Next(3) == 0)
            {
                Store.SetRoot(root, []);
                rooted.Remove(root);
            }
        }

        Reopen();
    }

    private void CheckWhole(Cid kept, Cid? added)
    {
        Assert.Empty(Directory.GetFileSystemEntries(Store.DirectoryPath + "/tmp"));
        Assert.Empty(Store.Verify().Findings);
        foreach (Cid tree in added is null ? [kept] : (Cid[])[kept, added.Value])
        {
            Assert.True(Store.Contains(tree));
            string target = Place[$"export-{Guid.NewGuid():N}"];
            Store.Export(tree.Digest, target);
            Assert.Equal(tree, Expected(target));
        }

        CheckViews();
        Reopen();
    }

    // No power was lost: a view that is there is whole. What was set aside for being wrong is no view.
    private void CheckViews()
    {
        IEnumerable<string> all = Directory.GetDirectories(Path.Combine(StorePath, "views"));
        foreach (string view in all.Where(view => !Path.GetFileName(view).StartsWith("aside-", StringComparison.Ordinal)))
        {
            Assert.True(Digest.TryParse(Path.GetFileName(view), out Digest tree), view);
            Assert.Equal(tree, Expected(Path.Combine(view, "tree")).Digest);
        }
    }

    // What a directory is, found out by a store of its own.
    private Cid Expected(string source)
    {
        using ContentStore judge = ContentStore.Open(new StoreOptions { Directory = Place["judge"], TimeProvider = TimeProvider.System });
        return judge.ImportDirectory(source, new ImportOptions { UseStatCache = false });
    }

    private static string[] Demand(string[] orders)
    {
        (int code, string[] lines, string errors) = ChildProcess.Run(orders);
        Assert.True(code == 0, string.Join(' ', lines) + errors);
        return lines;
    }

    private string MakeSource(string name, int seed, int files)
    {
        Random random = new(seed);
        for (int number = 0; number < files; number++)
        {
            string directory = Path.Combine(Place[name], $"d{number % 3}");
            Directory.CreateDirectory(directory);
            byte[] content = new byte[random.Next(5) == 0 ? random.Next(1, 700_000) : random.Next(3000)];
            random.NextBytes(content);
            File.WriteAllBytes(Path.Combine(directory, number.ToString(CultureInfo.InvariantCulture)), content);
        }

        File.CreateSymbolicLink(Path.Combine(Place[name], "link"), "d0/0");
        return Place[name];
    }
}
