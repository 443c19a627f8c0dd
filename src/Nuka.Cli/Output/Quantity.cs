using System.Globalization;
using Nuka.Platform.Progress;

namespace Nuka.Cli.Output;

/// <summary>Numbers as people read them: <c>63 444</c>, <c>12.3 MB</c>, <c>1 min 20 s</c>.</summary>
internal static class Quantity
{
    private static readonly string[] Units = ["kB", "MB", "GB", "TB", "PB", "EB"];

    /// <summary>A count, or a size in bytes with a decimal unit.</summary>
    internal static string Amount(long amount, ProgressUnit unit) => unit == ProgressUnit.Bytes ? Bytes(amount) : Count(amount);

    /// <summary>A count with its thousands set apart.</summary>
    internal static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', ' ');

    /// <summary>A size in bytes: three digits and a decimal unit.</summary>
    internal static string Bytes(long sizeBytes)
    {
        if (sizeBytes < 1000)
        {
            return $"{sizeBytes} B";
        }

        double value = sizeBytes;
        int unit = -1;
        while (value >= 999.5 && unit < Units.Length - 1)
        {
            value /= 1000;
            unit++;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(value < 99.95 ? Math.Round(value, 1) : Math.Round(value)):0.#} {Units[unit]}");
    }

    /// <summary>A duration.</summary>
    internal static string Duration(TimeSpan duration) => duration.TotalSeconds switch
    {
        < 9.95 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.0} s"),
        < 59.5 => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0} s"),
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalMinutes} min {duration.Seconds} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(long)duration.TotalHours} h {duration.Minutes} min"),
    };
}
