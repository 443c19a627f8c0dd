using System.Globalization;
using Nuka.Platform.Progress;

namespace Nuka.Cli.Output;

/// <summary>One running piece of work, and the lines that describe it.</summary>
internal sealed class TalkProgressTask(TalkProgress owner, string title, long total, ProgressUnit unit, long started) : IProgressTask
{
    private long _total = total;
    private long _done;
    private volatile string _detail = string.Empty;

    /// <summary>Timestamp of its beginning.</summary>
    internal long Started => started;

    /// <inheritdoc/>
    public void Advance(long amount) => Interlocked.Add(ref _done, amount);

    /// <inheritdoc/>
    public void SetTotal(long total) => Interlocked.Exchange(ref _total, total);

    /// <inheritdoc/>
    public void Tell(string detail) => _detail = detail;

    /// <inheritdoc/>
    public void Dispose() => owner.End(this);

    /// <summary>What, how much of how much, how fast.</summary>
    internal string StatusLine(TimeSpan elapsed)
    {
        long done = Interlocked.Read(ref _done);
        long all = Interlocked.Read(ref _total);
        string much = all > 0
            ? string.Create(CultureInfo.InvariantCulture,
                $"  {Quantity.Amount(done, unit)} of {Quantity.Amount(all, unit)}  {100 * Math.Min(done, all) / all} %")
            : done > 0 ? $"  {Quantity.Amount(done, unit)}" : string.Empty;
        string fast = done > 0 && elapsed.TotalSeconds > 0 ? $"  {Quantity.Amount((long)(done / elapsed.TotalSeconds), unit)}/s" : string.Empty;
        string detail = _detail.Length > 0 ? $"  {PrintableText.From(_detail.Replace('\t', ' '))}" : string.Empty;
        return title + much + fast + $"  {Quantity.Duration(elapsed)}" + detail;
    }

    /// <summary>What was done, and in which time.</summary>
    internal string FinishedLine(TimeSpan elapsed)
    {
        long done = Interlocked.Read(ref _done);
        return $"{title}: {(done > 0 ? Quantity.Amount(done, unit) + " in " : "done in ")}{Quantity.Duration(elapsed)}";
    }
}
