namespace Nuka.Formats.Versions;

/// <summary>How a comparator compares.</summary>
internal enum NpmOperator
{
    Equal,
    AtLeast,
    Above,
    AtMost,
    Below,
}
