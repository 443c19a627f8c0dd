using System.Globalization;
using System.Text.Json;

namespace Nuka.Bench.Store;

/// <summary>The table for people and the JSON for programs.</summary>
internal static class Report
{
    /// <summary>What the store is held to: discipline, rival, what is compared, the largest ratio of ours to theirs.</summary>
    private static readonly (string Discipline, string Rival, bool Processor, double Limit)[] Goals =
    [
        ("add", "cp -a, sync -f", false, 1.3),
        ("add", "nix-store --add", true, 0.6),
        ("add again", "git add", false, 2.0),
        ("view", "ostree checkout -H", false, 1.2),
        ("verify", "b3sum", false, 1 / 0.7),
    ];

    /// <summary>Prints the table.</summary>
    internal static void Print(IReadOnlyDictionary<Contestant, List<Measurement>> results)
    {
        Console.WriteLine("| what | program | wall s | processor s | memory MB | wall: nuka / it | processor: nuka / it |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        foreach ((Contestant contestant, List<Measurement> all) in results)
        {
            List<Measurement> ours = OursFor(results, contestant);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {contestant.Discipline} | {contestant.Name} | {Median(all.Select(one => one.WallSeconds)):0.00} | "
                + $"{Median(all.Select(one => one.ProcessorSeconds)):0.00} | {Median(all.Select(one => one.Kilobytes / 1024.0)):0} | "
                + $"{Ratio(ours, all, one => one.WallSeconds):0.00} | {Ratio(ours, all, one => one.ProcessorSeconds):0.00} |"));
        }

        Console.WriteLine();
        foreach ((string discipline, string rival, bool processor, double limit) in Goals)
        {
            Contestant? row = results.Keys.FirstOrDefault(found => found.Discipline == discipline && found.Name == rival);
            if (row is null)
            {
                Console.WriteLine($"{discipline}: {rival} is not installed");
                continue;
            }

            double ratio = Ratio(OursFor(results, row), results[row], one => processor ? one.ProcessorSeconds : one.WallSeconds);
            string verdict = ratio <= limit ? "reached" : "MISSED";
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"goal: {discipline}, {(processor ? "processor" : "wall")} ≤ {limit:0.00} x {rival}: {ratio:0.00}, {verdict}"));
        }

        long memory = results.Where(pair => pair.Key.Name == "nuka").Max(pair => pair.Value.Max(one => one.Kilobytes)) / 1024;
        Console.WriteLine($"goal: memory ≤ 200 MB: {memory} MB, {(memory <= 200 ? "reached" : "MISSED")}");
    }

    /// <summary>Writes every single measurement.</summary>
    internal static void Write(string file, IReadOnlyDictionary<Contestant, List<Measurement>> results)
    {
        using FileStream stream = File.Create(file);
        using Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartArray();
        foreach ((Contestant contestant, List<Measurement> all) in results)
        {
            json.WriteStartObject();
            json.WriteString("what", contestant.Discipline);
            json.WriteString("program", contestant.Name);
            Write(json, "wallSeconds", all.Select(one => one.WallSeconds));
            Write(json, "processorSeconds", all.Select(one => one.ProcessorSeconds));
            Write(json, "kilobytes", all.Select(one => (double)one.Kilobytes));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, string name, IEnumerable<double> values)
    {
        json.WriteStartArray(name);
        foreach (double value in values)
        {
            json.WriteNumberValue(Math.Round(value, 4));
        }

        json.WriteEndArray();
    }

    private static List<Measurement> OursFor(IReadOnlyDictionary<Contestant, List<Measurement>> results, Contestant rival) =>
        results.First(pair => pair.Key.Discipline == rival.Discipline && pair.Key.Name == "nuka").Value;

    // Rounds are pairs: both ran within the same minute, so what the machine did besides hit both.
    private static double Ratio(List<Measurement> ours, List<Measurement> theirs, Func<Measurement, double> part) =>
        Median(ours.Zip(theirs, (our, their) => part(our) / Math.Max(part(their), 0.001)));

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
