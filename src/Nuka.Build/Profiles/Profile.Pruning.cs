using System.Collections.Immutable;
using System.Text;
using Nuka.Platform.Files;
using Nuka.Store;

namespace Nuka.Build.Profiles;

/// <content>Removing generations.</content>
public sealed partial class Profile
{
    /// <summary>Finds the generations that may go: never the current one, nor a later one, to which a person has gone back from.</summary>
    /// <param name="keep">How many of the newest stay, the current one included; <see langword="null"/>: no matter how many.</param>
    /// <param name="olderThan">How old one must be to go; <see langword="null"/>: no matter how old.</param>
    /// <returns>Their numbers; none if neither was said.</returns>
    public ImmutableArray<int> FindOld(int? keep, TimeSpan? olderThan)
    {
        if (keep is null && olderThan is null)
        {
            return [];
        }

        DateTimeOffset newest = olderThan is { } age ? clock.GetUtcNow() - age : DateTimeOffset.MaxValue;
        int current = CurrentNumber ?? 0;
        ImmutableArray<int> numbers = Numbers;
        return [.. numbers.Take(Math.Max(0, numbers.Length - (keep ?? 1))).Where(number => number < current && Read(number).Made <= newest)];
    }

    /// <summary>The names of the roots that go with generations, and of those that a killed command left: for a collection that only counts.</summary>
    /// <param name="numbers">The generations.</param>
    public ImmutableArray<string> RootsOf(IReadOnlyCollection<int> numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        return [.. numbers.Select(RootOf).Concat(TornRoots()).Distinct()];
    }

    /// <summary>Removes generations; the next collection takes what only they kept.</summary>
    /// <param name="numbers">Their numbers, as <see cref="FindOld"/> gave them.</param>
    public void Remove(IReadOnlyCollection<int> numbers)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        if (!Directory.Exists(directory))
        {
            return;
        }

        using FileLock alone = Lock();
        foreach (int number in numbers.Where(number => number != CurrentNumber))
        {
            using DirectoryHandle all = DirectoryHandle.Open(GenerationsPath);
            byte[] aside = Encoding.ASCII.GetBytes($".{Guid.NewGuid():N}");
            beforeStep?.Invoke("remove");
            all.Rename(Encoding.ASCII.GetBytes(Text(number)), all, aside);
            all.RemoveTree(aside);
            beforeStep?.Invoke("unroot");
            store.SetRoot(RootOf(number), []);
        }

        RemoveTorn();
    }

    // A root without its generation: the command that made or removed it was killed.
    private IEnumerable<string> TornRoots()
    {
        HashSet<string> known = [.. Numbers.Select(RootOf)];
        string prefix = $"profile {name} ";
        return store.Roots().Select(root => root.Name).Where(root => root.StartsWith(prefix, StringComparison.Ordinal) && !known.Contains(root));
    }

    private void RemoveTorn()
    {
        foreach (string root in TornRoots().ToList())
        {
            store.SetRoot(root, []);
        }

        foreach (string place in (string[])[directory, GenerationsPath])
        {
            if (!Directory.Exists(place))
            {
                continue;
            }

            using DirectoryHandle handle = DirectoryHandle.Open(place);
            foreach (DirectoryItem item in handle.List().Where(item => item.Name.Bytes[0] == (byte)'.'))
            {
                handle.RemoveTree(item.Name.Bytes);
            }
        }
    }
}
