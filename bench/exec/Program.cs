using System.Globalization;
using Nuka.Bench.Exec;

// bench/exec/run [ROUNDS] [LAYERS] [FLATPAK-APPLICATION]
const int DefaultRounds = 40;
const int DefaultLayers = 200;
string launcher = args[0];
int rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : DefaultRounds;
int layers = args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : DefaultLayers;

using TrialGround ground = new(launcher, layers);
ground.KeepPlan();
Contender plain = new(
    "bwrap --unshare-all, proc, dev, tmp",
    ["/usr/bin/bwrap", "--unshare-all", "--die-with-parent", "--ro-bind", ground.Root, "/", "--ro-bind", "/usr", "/usr", "--proc", "/proc",
        "--dev", "/dev", "--tmpfs", "/tmp", "--bind", ground.Project, ground.Project, "--chdir", ground.Project, "/usr/bin/true"]);
List<Contender> contenders = [plain, new($"nuka exec, warm, {layers} layers", [ground.Front, "exec", "true"]), new("true alone", ["/usr/bin/true"])];
if (File.Exists("/usr/bin/podman"))
{
    contenders.Add(new(
        "podman run --rootfs",
        ["/usr/bin/podman", "run", "--rm", "--network", "none", "--cgroups", "disabled", "--rootfs", ground.Root + ":O", "/usr/bin/true"]));
}

if (File.Exists("/usr/bin/nix-shell"))
{
    const string Nothing = "derivation { name = \"nothing\"; system = builtins.currentSystem; builder = \"/bin/sh\"; }";
    contenders.Add(new("nix-shell --run, no nixpkgs: a lower bound", ["/usr/bin/nix-shell", "-E", Nothing, "--run", "true"]));
}

if (args.Length > 3 && File.Exists("/usr/bin/flatpak"))
{
    contenders.Add(new("flatpak run", ["/usr/bin/flatpak", "run", "--command=true", args[3]]));
}

for (int round = -2; round < rounds; round++)
{
    foreach (Contender contender in contenders)
    {
        try
        {
            Cost cost = WholeProcess.Run(contender.Words, ground.Variables);
            if (round >= 0)
            {
                contender.Costs.Add(cost);
            }
        }
        catch (InvalidOperationException error)
        {
            Console.Error.WriteLine($"{contender.Name} is left out: {error.Message}");
            contenders = [.. contenders.Where(other => other != contender)];
        }
    }
}

Console.WriteLine($"{"",-44} {"ms",8} {"cpu ms",8} {"ratio",8}");
foreach (Contender contender in contenders)
{
    double ratio = Median([.. contender.Costs.Zip(plain.Costs, (own, other) => own.WallMilliseconds / other.WallMilliseconds)]);
    double wall = Median([.. contender.Costs.Select(cost => cost.WallMilliseconds)]);
    double processor = Median([.. contender.Costs.Select(cost => cost.ProcessorMilliseconds)]);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{contender.Name,-44} {wall,8:0.00} {processor,8:0.00} {ratio,8:0.00}"));
}

static double Median(List<double> values)
{
    values.Sort();
    return values[values.Count / 2];
}
