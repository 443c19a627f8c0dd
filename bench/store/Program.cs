using System.Globalization;
using Nuka.Bench.Store;

// bench/store/run [--rounds N] [--files N] [--work DIR] [--nuka PROGRAM] [--only WORD]
Dictionary<string, string> options = new(StringComparer.Ordinal)
{
    ["--rounds"] = "5",
    ["--files"] = "20000",
    ["--work"] = "",
    ["--nuka"] = "",
    ["--only"] = "",
};
for (int index = 0; index + 1 < args.Length; index += 2)
{
    options[args[index]] = args[index + 1];
}

int rounds = int.Parse(options["--rounds"], CultureInfo.InvariantCulture);
int files = int.Parse(options["--files"], CultureInfo.InvariantCulture);
string work = Path.GetFullPath(options["--work"]);
string tree = Path.Combine(work, $"tree-{files}");
Directory.CreateDirectory(work);
RealTree.Make(tree, files);
(int fileCount, int linkCount, int directoryCount, long bytes) = RealTree.Measure(tree);
Console.WriteLine($"{fileCount} files, {linkCount} links, {directoryCount} directories, {bytes / 1_000_000} MB; {rounds} interleaved rounds;");
Console.WriteLine($"{Environment.ProcessorCount} processors; medians, and medians of paired ratios. nuka brings everything to the disk, as");
Console.WriteLine("sync -f does; nix-store, ostree, casync and git (all as installed) leave that to the kernel, or do a part of it.");
Console.WriteLine();

List<Contestant> contestants = Contestant.All
    .Where(one => Arena.Has(one.Needs) && one.Discipline.Contains(options["--only"], StringComparison.Ordinal))
    .ToList();
Dictionary<Contestant, List<Measurement>> results = contestants.ToDictionary(one => one, _ => new List<Measurement>());
Arena arena = new(tree, work, options["--nuka"]);
arena.Clear();
foreach (Contestant contestant in contestants)
{
    arena.Run(contestant); // Warms the page cache, fills the stores that stay, and is not counted.
}

Random random = new(1);
for (int round = 0; round < rounds; round++)
{
    foreach (Contestant contestant in contestants.OrderBy(_ => random.Next()).ToList())
    {
        results[contestant].Add(arena.Run(contestant));
    }
}

Report.Print(results);
Report.Write(Path.Combine(work, "results.json"), results);
arena.Clear();
