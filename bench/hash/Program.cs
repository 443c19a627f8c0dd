using System.Diagnostics;
using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Nuka.Bench.Hash;
using Nuka.Content.Hashing;

// bench/hash/run [MEBIBYTES] [ROUNDS]
const int DefaultMebibytes = 512;
const int DefaultRounds = 9;
const int PieceLength = 1 << 20;
int mebibytes = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : DefaultMebibytes;
int rounds = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : DefaultRounds;

string file = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"nuka-bench-{Environment.ProcessId}");
try
{
    byte[] content = new byte[mebibytes << 20];
    new Random(1).NextBytes(content);
    File.WriteAllBytes(file, content);
    Console.WriteLine($"BLAKE3 of {mebibytes} MiB in memory, {rounds} interleaved rounds, {Environment.ProcessorCount} processors; medians.");
    Console.WriteLine("b3sum is a whole process that maps the file; ours reads it in pieces of 1 MiB, or has it in memory, JIT warm.");
    Console.WriteLine();
    Console.WriteLine("| what | ours GB/s | b3sum GB/s | ours / b3sum | ours, GB per processor second | b3sum | ours / b3sum |");
    Console.WriteLine("|---|---|---|---|---|---|---|");
    bool equal = Compare("one thread, stream", 1, () => HashStream(file));
    equal &= Compare("all threads, in memory", 0, () => Blake3.Hash(content));
    Console.WriteLine();
    Console.WriteLine("| one input of | ns | GB/s |");
    Console.WriteLine("|---|---|---|");
    foreach (int length in (int[])[64, 1024, 4096, 16384, 131072])
    {
        Small(content.AsSpan(0, length));
    }

    return equal ? 0 : 1;
}
finally
{
    File.Delete(file);
}

bool Compare(string what, int threads, Func<Digest> ours)
{
    ours();
    List<(Cost Ours, Cost Theirs)> pairs = [];
    for (int round = 0; round < rounds; round++)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long began = Stopwatch.GetTimestamp();
        Digest digest = ours();
        Cost cost = new(Stopwatch.GetElapsedTime(began).TotalSeconds, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
        if (B3sumProgram.Run(file, threads, out string printed) is not Cost theirs)
        {
            Console.WriteLine($"| {what} | {Rate(cost.WallSeconds)} | b3sum is not installed | | {Rate(cost.ProcessorSeconds)} | | |");
            return true;
        }

        if (printed != digest.ToString())
        {
            Console.WriteLine($"| {what} | DIFFERENT DIGESTS: {digest} and {printed} | | | | | |");
            return false;
        }

        pairs.Add((cost, theirs));
    }

    string wall = Columns(pairs, cost => cost.WallSeconds);
    Console.WriteLine($"| {what} | {wall} | {Columns(pairs, cost => cost.ProcessorSeconds)} |");
    return true;
}

string Columns(List<(Cost Ours, Cost Theirs)> pairs, Func<Cost, double> seconds)
{
    double ratio = Median(pairs.Select(pair => seconds(pair.Theirs) / seconds(pair.Ours)));
    return $"{Rate(Median(pairs.Select(pair => seconds(pair.Ours))))} | {Rate(Median(pairs.Select(pair => seconds(pair.Theirs))))} | "
        + ratio.ToString("F2", CultureInfo.InvariantCulture);
}

string Rate(double seconds) => (mebibytes * 1048576.0 / seconds / 1e9).ToString("F2", CultureInfo.InvariantCulture);

static double Median(IEnumerable<double> values)
{
    double[] sorted = [.. values.Order()];
    return sorted[sorted.Length / 2];
}

static Digest HashStream(string file)
{
    using SafeFileHandle handle = File.OpenHandle(file);
    byte[] piece = new byte[PieceLength];
    Blake3Hasher hasher = Blake3Hasher.CreateHash();
    long at = 0;
    for (int read = RandomAccess.Read(handle, piece, at); read > 0; read = RandomAccess.Read(handle, piece, at))
    {
        hasher.Append(piece.AsSpan(0, read));
        at += read;
    }

    return hasher.Finish();
}

static void Small(ReadOnlySpan<byte> input)
{
    const int Runs = 15;
    int times = 16_000_000 / (input.Length + 256);
    List<double> nanoseconds = [];
    for (int run = 0; run < Runs; run++)
    {
        long began = Stopwatch.GetTimestamp();
        for (int i = 0; i < times; i++)
        {
            Blake3.Hash(input);
        }

        nanoseconds.Add(Stopwatch.GetElapsedTime(began).TotalNanoseconds / times);
    }

    double median = Median(nanoseconds);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {input.Length} B | {median:F0} | {input.Length / median:F2} |"));
}
