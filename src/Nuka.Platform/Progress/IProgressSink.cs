namespace Nuka.Platform.Progress;

/// <summary>Receives the course of long work. The command line draws it; a room only reports.</summary>
public interface IProgressSink
{
    /// <summary>Begins one task; dispose the returned value when it ends, however it ends.</summary>
    /// <param name="title">What is done, in a few words: <c>fetching 212 packages</c>.</param>
    /// <param name="total">How much there is to do, in <paramref name="unit"/>; 0 if unknown.</param>
    /// <param name="unit">What is counted.</param>
    IProgressTask Begin(string title, long total = 0, ProgressUnit unit = ProgressUnit.Items);

    /// <summary>Says one line that stays: a finished step, a notice. Never used for errors.</summary>
    /// <param name="line">The line, without its end.</param>
    void Note(string line);
}
