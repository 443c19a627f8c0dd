using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Files;
using Nuka.Store;

namespace Nuka.Build.Profiles;

/// <summary>Looks files of a package's trees up, following links in them as if the trees stood at <c>/</c>.</summary>
/// <param name="store">The store.</param>
/// <param name="tops">The package's trees.</param>
internal sealed class PackageFiles(ContentStore store, IReadOnlyList<Digest> tops)
{
    /// <summary>The entries of a directory, those of all trees; an earlier tree wins.</summary>
    internal IEnumerable<TreeEntry> List(string directory) =>
        tops.Select(top => store.FindTree(top, directory)).OfType<Tree>().SelectMany(tree => tree.Entries).DistinctBy(entry => entry.Name);

    /// <summary>The file that a path leads to, however many links are on the way; <see langword="null"/> if it leads to none.</summary>
    internal TreeEntry? Follow(string path)
    {
        LinkedList<string> rest = new(path.Split('/'));
        List<string> at = [];
        for (int links = 0; rest.First is { Value: { } word };)
        {
            rest.RemoveFirst();
            if (word is "" or ".")
            {
                continue;
            }

            if (word == "..")
            {
                at.RemoveRange(Math.Max(0, at.Count - 1), Math.Min(1, at.Count));
                continue;
            }

            if (Find(at, word) is not { } entry)
            {
                return null;
            }

            if (entry.Kind == TreeEntryKind.File)
            {
                return rest.Count == 0 ? entry : null;
            }

            if (entry.Kind == TreeEntryKind.Directory)
            {
                at.Add(word);
                continue;
            }

            string says = Encoding.UTF8.GetString(entry.Target.Span);
            if (++links > ProfileLimits.Links)
            {
                return null;
            }

            at = says.StartsWith('/') ? [] : at;
            foreach (string part in says.Split('/').Reverse())
            {
                rest.AddFirst(part);
            }
        }

        return null;
    }

    private TreeEntry? Find(List<string> directory, string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        return FileName.IsValid(bytes) ? tops.Select(top => store.FindTree(top, string.Join('/', directory)))
            .Select(tree => tree?.Find(FileName.FromBytes(bytes))).FirstOrDefault(entry => entry is not null) : null;
    }
}
