using System.Collections.Immutable;
using System.Globalization;
using Nuka.Content.Trees;
using Nuka.Store;

namespace Nuka.Build.Collecting;

/// <summary>
/// Keeps what building used for some time, though nothing that is installed needs it: the next build would fetch and unpack it again. Each is a root whose name ends
/// with the day of its last use: <c>used runtime c@1 bafk… 2026-11-22</c>.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="clock">Says what day it is.</param>
public sealed class UsedRoots(ContentStore store, TimeProvider clock)
{
    private const string Prefix = "used ";
    private const string DayFormat = "yyyy-MM-dd";

    /// <summary>How long something is kept after its last use, if nobody says otherwise.</summary>
    public static TimeSpan UsualAge { get; } = TimeSpan.FromDays(30);

    /// <summary>Notes that something is used today. A store that can only be read stays as it is.</summary>
    /// <param name="what">What it is, for people.</param>
    /// <param name="keeps">The trees.</param>
    public void Note(string what, IReadOnlyCollection<Cid> keeps)
    {
        ArgumentNullException.ThrowIfNull(keeps);
        string name = $"{Prefix}{what} {clock.GetUtcNow().ToString(DayFormat, CultureInfo.InvariantCulture)}";
        ImmutableArray<StoreRoot> before = store.IsReadOnly ? [] : [.. store.Roots().Where(root => DayOf(root.Name) is not null && root.Name[..^DayFormat.Length] == name[..^DayFormat.Length])];
        if (store.IsReadOnly || (before.Length == 1 && before[0].Name == name && before[0].Keeps.ToHashSet().SetEquals(keeps)))
        {
            return;
        }

        store.SetRoot(name, keeps); // first, so that it is kept at every moment
        Forget(before.Select(root => root.Name).Where(other => other != name));
    }

    /// <summary>The names of the roots of what was last used longer ago.</summary>
    /// <param name="age">Than this; <see langword="null"/>: than usual.</param>
    public ImmutableArray<string> FindOld(TimeSpan? age)
    {
        DateTimeOffset oldest = clock.GetUtcNow() - (age ?? UsualAge) - TimeSpan.FromDays(1); // a day ends a day after it began
        return [.. store.Roots().Select(root => root.Name).Where(name => DayOf(name) is { } day && day < oldest)];
    }

    /// <summary>Removes roots.</summary>
    /// <param name="names">Their names.</param>
    public void Forget(IEnumerable<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        foreach (string name in names)
        {
            store.SetRoot(name, []);
        }
    }

    private static DateTimeOffset? DayOf(string name) => name.StartsWith(Prefix, StringComparison.Ordinal)
        && DateTimeOffset.TryParseExact(name[(name.LastIndexOf(' ') + 1)..], DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset day) ? day : null;
}
