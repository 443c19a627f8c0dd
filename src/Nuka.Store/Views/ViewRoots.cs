using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Files;

namespace Nuka.Store.Views;

/// <summary>
/// What a reader of somebody else's store keeps of his own views: <c>roots/DIGEST</c>, named by the BLAKE3 of the root's name; the name stands in the
/// first line, then the printed names of what it keeps, one a line. A root that is lost costs a copy, so nothing is synchronised.
/// </summary>
internal static class ViewRoots
{
    internal const string DirectoryName = "roots";
    private const int LengthLimit = 1 << 24;

    /// <summary>Keeps things under a name, in the place of what the name kept before.</summary>
    internal static void Set(string views, string name, IReadOnlyCollection<Cid> keeps)
    {
        string file = Path.Combine(views, DirectoryName, Blake3.Hash(Encoding.UTF8.GetBytes(name)).ToString());
        if (keeps.Count == 0)
        {
            File.Delete(file);
            return;
        }

        AtomicFile.Write(file, Encoding.UTF8.GetBytes(string.Join('\n', keeps.Select(cid => cid.ToString()).Prepend(name.ReplaceLineEndings(" "))) + "\n"));
    }

    /// <summary>All of them; what is no root is passed over.</summary>
    internal static IEnumerable<StoreRoot> Read(string views)
    {
        string directory = Path.Combine(views, DirectoryName);
        foreach (string file in Directory.Exists(directory) ? Directory.GetFiles(directory) : [])
        {
            string[] lines = Encoding.UTF8.GetString(RegularFile.TryRead(file, LengthLimit) ?? []).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (lines.Length > 1)
            {
                yield return new StoreRoot(lines[0], [.. lines.Skip(1).Where(line => Cid.TryParse(line, out _)).Select(Cid.Parse)]);
            }
        }
    }
}
