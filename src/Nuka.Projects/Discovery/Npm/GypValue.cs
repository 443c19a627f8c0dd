namespace Nuka.Projects.Discovery.Npm;

/// <summary>A value of a gyp file: exactly one of text, list and dictionary.</summary>
internal sealed record GypValue(string? Text, List<GypValue>? Items, List<(string Key, GypValue Value)>? Entries)
{
    /// <summary>Where it begins in the file.</summary>
    public int Offset { get; init; }
}
