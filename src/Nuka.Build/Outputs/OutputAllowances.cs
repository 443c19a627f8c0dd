using System.Collections.Immutable;
using Nuka.Platform.Files;

namespace Nuka.Build.Outputs;

/// <summary>
/// What a package says may be in its outputs although it is otherwise refused, each with its reason. It belongs to the identity: a realisation says
/// that the outputs hold to all that the identity does not exempt.
/// </summary>
public sealed record OutputAllowances
{
    /// <summary>Nothing is exempt.</summary>
    public static OutputAllowances None { get; } = new();

    /// <summary>Files that may hold forbidden words: patterns of paths below the output's root (see <see cref="PathPattern"/>), and why.</summary>
    public ImmutableArray<(string Pattern, string Reason)> Leaks { get; init; } = [];

    /// <summary>Words that nobody need own: a soname, a path, a pkg-config module, a program's name, and why.</summary>
    public ImmutableArray<(string Word, string Reason)> References { get; init; } = [];

    /// <summary>Functions that run only on processors that have been asked: patterns of their names (<c>*_avx2</c>).</summary>
    public ImmutableArray<string> Dispatches { get; init; } = [];

    /// <summary>Why a file may hold forbidden words; <see langword="null"/> if it may not.</summary>
    /// <param name="path">Its path below the output's root.</param>
    internal int LeakRule(ReadOnlySpan<byte> path)
    {
        string shown = FileName.Display(path);
        for (int index = 0; index < Leaks.Length; index++)
        {
            if (PathPattern.Matches(Leaks[index].Pattern, shown))
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>Whether a word is exempt.</summary>
    internal bool Exempts(string word) => References.Any(reference => reference.Word == word);
}
