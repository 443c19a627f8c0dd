using System.Collections.Immutable;
using System.Globalization;

namespace Nuka.Graft.Cleaning;

/// <summary>
/// Which classes of files a graft leaves out. The policy is part of the graft's identity: the same package under another policy
/// is another graft. What may be left out, and where it is found, is specs/cleaning.md.
/// </summary>
public sealed class CleaningPolicy
{
    /// <summary>Raised whenever the rules that tell a file's class change: old grafts are then made again.</summary>
    public const int Epoch = 1;

    private readonly ImmutableHashSet<CleaningClass> left;

    private CleaningPolicy(string name, ImmutableHashSet<CleaningClass> left)
    {
        Name = name;
        this.left = left;
    }

    /// <summary>Nothing is left out.</summary>
    public static CleaningPolicy Everything { get; } = Create("everything", []);

    /// <summary>For environments that software is built in: without what only people read, and without translations.</summary>
    public static CleaningPolicy Development { get; } = Create(
        "development",
        [CleaningClass.Documentation, CleaningClass.Manual, CleaningClass.Info, CleaningClass.Lintian, CleaningClass.Locale]);

    /// <summary>For environments that finished software runs in: also without what only a compiler or a linker reads.</summary>
    public static CleaningPolicy Run { get; } = Create(
        "run",
        [
            .. Development.left, CleaningClass.StaticLibrary, CleaningClass.LibtoolArchive, CleaningClass.Header,
            CleaningClass.Introspection, CleaningClass.DebugSymbols,
        ]);

    /// <summary>The policy's name, for people.</summary>
    public string Name { get; }

    /// <summary>
    /// The policy in identities: the epoch and the classes in the order of their names, so that a name can change and a set cannot.
    /// </summary>
    public string Identity =>
        string.Create(CultureInfo.InvariantCulture, $"cleaning/{Epoch}:")
        + string.Join(',', left.Select(one => one.ToString()).Order(StringComparer.Ordinal));

    /// <summary>Makes a policy.</summary>
    /// <param name="name">Its name, for people.</param>
    /// <param name="classes">What it leaves out.</param>
    /// <exception cref="ArgumentException"><see cref="CleaningClass.Kept"/> is among them.</exception>
    public static CleaningPolicy Create(string name, IEnumerable<CleaningClass> classes)
    {
        ImmutableHashSet<CleaningClass> set = [.. classes];
        return set.Contains(CleaningClass.Kept)
            ? throw new ArgumentException("what is kept cannot be left out", nameof(classes))
            : new CleaningPolicy(name, set);
    }

    /// <summary>The class of a path, whether this policy leaves it out or not.</summary>
    /// <param name="path">A path inside a graft's tree, as bytes.</param>
    /// <param name="isDirectory">Whether it is a directory.</param>
    public static CleaningClass Classify(ReadOnlySpan<byte> path, bool isDirectory) => CleaningRules.Classify(path, isDirectory);

    /// <summary>Whether this policy leaves out a class.</summary>
    /// <param name="one">The class.</param>
    public bool LeavesOut(CleaningClass one) => left.Contains(one);
}
