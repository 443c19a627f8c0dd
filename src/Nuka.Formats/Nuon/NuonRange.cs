namespace Nuka.Formats.Nuon;

/// <summary>Numbers from one to another in equal steps: <c>1..5</c>, <c>1..3..9</c>, <c>1..&lt;5</c>, <c>1..</c>.</summary>
public sealed class NuonRange : NuonValue
{
    internal NuonRange(NuonValue first, NuonValue? second, NuonValue? last, bool endsBefore, int start, int end)
        : base(NuonKind.Range, start, end)
    {
        First = first;
        Second = second;
        Last = last;
        EndsBefore = endsBefore;
    }

    /// <summary>The first number, a <see cref="NuonInteger"/> or <see cref="NuonFloat"/>.</summary>
    public NuonValue First { get; }

    /// <summary>The second number, which sets the step; <see langword="null"/> if the step is one, towards <see cref="Last"/>.</summary>
    public NuonValue? Second { get; }

    /// <summary>The last number; <see langword="null"/> if the range has no end.</summary>
    public NuonValue? Last { get; }

    /// <summary>Whether <see cref="Last"/> itself is left out (<c>..&lt;</c>).</summary>
    public bool EndsBefore { get; }
}
