using System.Globalization;

namespace Nuka.Bench.Solve;

/// <summary>Writes what was measured as Markdown.</summary>
internal static class Report
{
    private const int ExamplesShown = 12;
    private const int NamesShown = 12;

    internal static void Write(TextWriter writer, Measurement[] results, int nameCount)
    {
        Measurement[] solved = [.. results.Where(result => result.Ours is not null)];
        Measurement[] compared = [.. solved.Where(result => result.Theirs is not null)];
        Measurement[] large = [.. solved.Where(result => result.Ours!.Count is >= 100 and <= 400)];
        writer.WriteLine($"{results.Length} packages of {nameCount}, each asked for alone; base of the environment included; one thread, index open.");
        writer.WriteLine();
        writer.WriteLine("| what | figure |");
        writer.WriteLine("|---|---|");
        writer.WriteLine($"| solved | {solved.Length} |");
        writer.WriteLine($"| refused by both | {results.Count(result => result.Ours is null && result.Theirs is null)} |");
        writer.WriteLine($"| faults found by the judges | {results.Count(result => result.Faults.Length > 0)} |");
        writer.WriteLine($"| time, median / 95 % / longest | {Times(results)} |");
        writer.WriteLine($"| time of closures of 100 to 400 packages ({large.Length}) | {Times(large)} |");
        writer.WriteLine($"| size, median / largest | {Quantile(solved, r => r.Ours!.Count, 0.5)} / {Quantile(solved, r => r.Ours!.Count, 1)} |");
        writer.WriteLine($"| apt solved as well | {compared.Length} |");
        writer.WriteLine($"| same size as apt's / smaller / larger | {compared.Count(r => Saving(r) == 0)} / {compared.Count(r => Saving(r) > 0)} / "
            + $"{compared.Count(r => Saving(r) < 0)} |");
        writer.WriteLine($"| packages saved in all | {compared.Sum(Saving)} |");
        writer.WriteLine();
        foreach (Measurement result in results.Where(result => result.Faults.Length > 0))
        {
            writer.WriteLine($"FAULT {result.Name}: {string.Join("; ", result.Faults)}");
        }

        foreach (Measurement result in compared.OrderByDescending(Saving).Take(ExamplesShown).Where(result => Saving(result) > 0))
        {
            writer.WriteLine($"- {result.Name}: {result.Ours!.Count} against {result.Theirs!.Count}; "
                + $"only nuka's: {Names(result.Ours!.Except(result.Theirs))}; only apt's: {Names(result.Theirs!.Except(result.Ours!))}");
        }
    }

    private static int Saving(Measurement result) => result.Theirs!.Count - result.Ours!.Count;

    private static string Names(IEnumerable<string> names)
    {
        string[] all = [.. names.Order(StringComparer.Ordinal)];
        return string.Join(' ', all.Take(NamesShown)) + (all.Length > NamesShown ? $" and {all.Length - NamesShown} more" : "");
    }

    private static string Times(Measurement[] results) => results.Length == 0 ? "none" : string.Create(
        CultureInfo.InvariantCulture,
        $"{Quantile(results, r => r.Milliseconds, 0.5):F1} / {Quantile(results, r => r.Milliseconds, 0.95):F1} / {Quantile(results, r => r.Milliseconds, 1):F1} ms");

    private static T Quantile<T>(Measurement[] results, Func<Measurement, T> value, double quantile)
    {
        T[] sorted = [.. results.Select(value).Order()];
        return sorted[(int)((sorted.Length - 1) * quantile)];
    }
}
