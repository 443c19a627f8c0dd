using Nuka.Content.Trees;
using Nuka.Platform.Errors;

namespace Nuka.Trust.Exports;

/// <summary>The names of an export's own members: specs/export.md.</summary>
internal static class ExportFormat
{
    /// <summary>The first line of the first member.</summary>
    internal const string Line = "nuka export 1";

    internal static ReadOnlySpan<byte> Head => "nuka-export"u8;

    internal static ReadOnlySpan<byte> Realisations => "realisations"u8;

    /// <summary>Reads the text of the first member.</summary>
    internal static List<Cid> ReadHead(string text)
    {
        string[] lines = text.Split('\n');
        if (lines[0] != Line)
        {
            throw Bad(lines[0].StartsWith("nuka export ", StringComparison.Ordinal) ? "it was written by another version of nuka" : "its first member is not that of an export");
        }

        List<Cid> tops = [];
        foreach (string line in lines[1..^1])
        {
            if (!Cid.TryParse(line, out Cid cid) || cid.Kind != ContentKind.Tree || (tops.Count > 0 && tops[^1] >= cid))
            {
                throw Bad("its first member names something else than trees, each once and in order");
            }

            tops.Add(cid);
        }

        return lines[^1].Length == 0 && tops.Count <= ExportLimits.Tops ? tops : throw Bad("its first member is cut off, or names too many trees");
    }

    internal static NukaException Bad(string reason, Exception? inner = null) => new Problem("trust/bad-export", "this is no export that nuka can take over")
    {
        Reasons = [reason, "nothing of it was taken over"],
        Hints = ["get it again from whom you have it", "such a file is written so: try: nuka store export --file FILE CID"],
    }.ToException(inner);
}
