namespace Nuka.Formats.Versions;

/// <summary>One bound of a range.</summary>
internal readonly record struct NpmComparator(NpmOperator Operator, SemVersion Version)
{
    public bool Contains(SemVersion version)
    {
        int order = version.CompareTo(Version);
        return Operator switch
        {
            NpmOperator.Equal => order == 0,
            NpmOperator.AtLeast => order >= 0,
            NpmOperator.Above => order > 0,
            NpmOperator.AtMost => order <= 0,
            _ => order < 0,
        };
    }
}
