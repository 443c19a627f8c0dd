using System.Globalization;
using Nuka.Bench.Exec;

// Nuka.Bench.Exec NUKA WORK [--rounds N]: called by bench/exec/run.
const int DefaultRounds = 40;
const int WarmUpRounds = 2;
const double WarmGoal = 3;
const double ColdGoalMilliseconds = 400;
const string Nothing = "derivation { name = \"nothing\"; system = builtins.currentSystem; builder = \"/bin/sh\"; }";
int named = Array.IndexOf(args, "--rounds");
int rounds = named > 0 ? int.Parse(args[named + 1], CultureInfo.InvariantCulture) : DefaultRounds;
TrialGround ground = new(args[0], args[1]);

// What changed within two seconds before a plan counts as dirty, and the lock may have been written a moment ago.
Thread.Sleep(TimeSpan.FromSeconds(2.5));
Environment.CurrentDirectory = ground.Project;
Contender plain = new(
    "bwrap --unshare-all, proc, dev, tmp",
    ["/usr/bin/bwrap", "--unshare-all", "--die-with-parent", "--bind", ground.Root, "/", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp",
        "--bind", ground.Project, ground.Project, "--chdir", ground.Project, "/usr/bin/true"]);
Contender warm = new("nuka exec, warm", [ground.Front, "exec", "true"]);
Contender cold = new("nuka exec, cold plan, all in the store", [ground.Front, "exec", "true"], ground.ForgetPlans);
List<Contender> contenders =
[
    plain, warm, cold, new("true alone", ["/usr/bin/true"]),
    new(
        "podman run --rootfs",
        [
            // runc, and limits of its own, since crun neither takes both versions of control groups at once nor lower limits than it asks for.
            "/usr/bin/podman", "--runtime", "runc", "run", "--rm", "--network", "none",
            "--ulimit", "nofile=1024:1024", "--ulimit", "nproc=1024:1024", "--rootfs", ground.Root, "/usr/bin/true",
        ]),
    new("flatpak run", ["/usr/bin/flatpak", "--user", "run", "--command=true", "org.example.True//1"]),
    new("nix-shell --run, no nixpkgs: a lower bound", ["/usr/bin/nix-shell", "-E", Nothing, "--run", "true"]),
];
Random order = new(20261121);
for (int round = -WarmUpRounds; round < rounds; round++)
{
    // The cold start goes first: it leaves the plan that the warm one finds.
    foreach (Contender contender in contenders.OrderBy(contender => contender == cold ? -1 : order.Next()).ToList())
    {
        try
        {
            contender.Prepare?.Invoke();
            Cost cost = WholeProcess.Run(contender.Words, ground.Variables);
            if (round >= 0)
            {
                contender.Costs.Add(cost);
            }
        }
        catch (InvalidOperationException error) when (contender != warm && contender != cold)
        {
            Console.Error.WriteLine($"{contender.Name} is left out: {error.Message}");
            contenders.Remove(contender);
        }
    }
}

Console.WriteLine($"{rounds} interleaved rounds, {Environment.ProcessorCount} processors; medians, ratios to bubblewrap within a round\n");
Console.WriteLine("| what | wall ms | processor ms | wall: it / bwrap |\n|---|---|---|---|");
foreach (Contender contender in contenders)
{
    double processor = Median(contender.Costs.Select(cost => cost.ProcessorMilliseconds));
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"| {contender.Name} | {Wall(contender):0.0} | {processor:0.0} | {Ratio(contender):0.00} |"));
}

Console.WriteLine();
Say("warm", Ratio(warm), WarmGoal, "x bwrap");
Say("cold plan", Wall(cold), ColdGoalMilliseconds, "ms");
foreach (Contender rival in contenders.Where(rival => rival.Name.Contains("run", StringComparison.Ordinal)))
{
    double ratio = Median(warm.Costs.Zip(rival.Costs, (own, other) => own.WallMilliseconds / other.WallMilliseconds));
    Say("warm", ratio, 1, $"x {rival.Name}");
}

double Ratio(Contender contender) => Median(contender.Costs.Zip(plain.Costs, (own, other) => own.WallMilliseconds / other.WallMilliseconds));

static double Wall(Contender contender) => Median(contender.Costs.Select(cost => cost.WallMilliseconds));

static void Say(string what, double value, double goal, string unit)
{
    string verdict = value <= goal ? "reached" : "MISSED";
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"goal: {what} ≤ {goal:0.##} {unit}: {value:0.00}, {verdict}"));
}

static double Median(IEnumerable<double> values)
{
    List<double> sorted = [.. values.Order()];
    return sorted[sorted.Count / 2];
}
