using System.Text;

namespace Nuka.Projects.Discovery.Files;

/// <summary>A text file whose offsets can be turned into lines.</summary>
internal sealed class SourceText
{
    private readonly List<int> lineStarts = [0];

    public SourceText(string file, string text)
    {
        File = file;
        Text = text;
        for (int at = text.IndexOf('\n', StringComparison.Ordinal); at >= 0; at = text.IndexOf('\n', at + 1))
        {
            lineStarts.Add(at + 1);
        }
    }

    /// <summary>The file's name in evidence.</summary>
    public string File { get; }

    public string Text { get; }

    public static SourceText? Read(SourceFiles files, string path) =>
        files.ReadText(path) is { } text ? new SourceText(files.Label + path, text) : null;

    /// <summary>Reads a source file of C or C#, if it is not larger than people write them.</summary>
    public static SourceText? ReadSource(SourceFiles files, string path) =>
        files.ReadBytes(path, ScanLimits.SourceBytes) is { } bytes ? new SourceText(files.Label + path, Encoding.UTF8.GetString(bytes)) : null;

    public int LineOf(int offset)
    {
        int found = lineStarts.BinarySearch(offset);
        return found >= 0 ? found + 1 : ~found;
    }

    public Evidence At(int offset, string token) => new(File, LineOf(offset), OneLine(token));

    /// <summary>The lines with their numbers from 1.</summary>
    public IEnumerable<(int Number, string Line)> Lines()
    {
        int number = 0;
        foreach (string line in Text.Split('\n'))
        {
            yield return (++number, line.TrimEnd('\r'));
        }
    }

    private static string OneLine(string token)
    {
        const int LongestToken = 160;
        string line = string.Join(' ', token.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestToken ? line : line[..LongestToken];
    }
}
