using System.Diagnostics;
using System.Globalization;
using Nuka.Bench.Eval;

// bench/eval/run: interleaved rounds in an order drawn anew, medians. nuka says itself what it took after start-up; of Nix the time of an evaluation of
// nothing in the same round is taken off.
if (args is ["--child", var what, var launcher, var place])
{
    await Child.RunAsync(what, launcher, place);
    return 0;
}

string nuka = args[0];
string work = args[1];
int rounds = Number("--rounds", 9);
int packages = Number("--packages", 500);
SampleSet.Write(Path.Combine(work, "set"), packages);
string nix = Path.Combine(work, "set", "nix");
string[] nixStore = ["nix-instantiate", "--store", Path.Combine(work, "nix-store")];
Dictionary<string, string[]> programs = new()
{
    ["nuka: start"] = Own("start"),
    ["nuka: one package, cold"] = Own("one"),
    [$"nuka: {packages}, cold"] = Own("set"),
    [$"nuka: {packages}, unchanged"] = Own("unchanged"),
    ["nix: start"] = [.. nixStore, "--eval", "-E", "1"],
    ["nix: one package"] = [.. nixStore, Path.Combine(nix, "one.nix")],
    [$"nix: {packages}, unchanged"] = [.. nixStore, Path.Combine(nix, "default.nix")],
};
Dictionary<string, List<(double Whole, double Inside)>> figures = programs.Keys.ToDictionary(name => name, _ => new List<(double, double)>());
Random random = new(1);
for (int round = -1; round < rounds; round++)
{
    Dictionary<string, (double Whole, double Inside)> seen = [];
    foreach ((string name, string[] words) in round < 0 ? [.. programs] : programs.OrderBy(_ => random.Next()).ToArray())
    {
        seen[name] = Run(words);
    }

    foreach ((string name, (double whole, double inside)) in seen)
    {
        if (round >= 0)
        {
            figures[name].Add((whole, double.IsNaN(inside) ? whole - seen["nix: start"].Whole : inside));
        }
    }
}

Console.WriteLine($"{packages} packages, {rounds} rounds, medians in ms.\n\n| what | after start-up | whole process |\n|---|---|---|");
foreach ((string name, List<(double Whole, double Inside)> all) in figures)
{
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {Median(all.Select(one => one.Inside)):F1} | {Median(all.Select(one => one.Whole)):F1} |"));
}

double further = Median(figures[$"nuka: {packages}, cold"].Zip(figures["nuka: one package, cold"], (set, one) => (set.Inside - one.Inside) / (packages - 1)));
double ratio = Median(figures[$"nuka: {packages}, unchanged"].Zip(figures[$"nix: {packages}, unchanged"], (ours, theirs) => ours.Inside / theirs.Inside));
double wholeRatio = Median(figures[$"nuka: {packages}, unchanged"].Zip(figures[$"nix: {packages}, unchanged"], (ours, theirs) => ours.Whole / theirs.Whole));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nEach further package, cold, with audit: {further:F2} ms (goal: at most 12)."));
Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{packages} unchanged, nuka / nix-instantiate: {ratio:F2} after start-up (goal: below 1), {wholeRatio:F2} whole."));
return 0;

string[] Own(string mode) => [Environment.ProcessPath!, "--child", mode, nuka, work];

int Number(string name, int usual) => Array.IndexOf(args, name) is >= 0 and int at ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : usual;

static double Median(IEnumerable<double> values)
{
    double[] sorted = [.. values.Order()];
    return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
}

static (double Whole, double Inside) Run(string[] words)
{
    ProcessStartInfo start = new(words[0], words[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
    long began = Stopwatch.GetTimestamp();
    using Process process = Process.Start(start)!;
    Task<string> errors = process.StandardError.ReadToEndAsync();
    string output = process.StandardOutput.ReadToEnd();
    process.WaitForExit();
    double whole = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
    return process.ExitCode != 0 ? throw new InvalidOperationException($"{string.Join(' ', words)}: {errors.Result}")
        : (whole, double.TryParse(output, CultureInfo.InvariantCulture, out double inside) ? inside : double.NaN);
}
