namespace Nuka.Graft.Index;

/// <summary>A package's Priority field, most important last. Source: Debian policy 2.5.</summary>
public enum PackagePriority
{
    /// <summary>Absent or a word that policy does not know.</summary>
    Unknown,

    /// <summary><c>extra</c>, which policy no longer uses.</summary>
    Extra,

    /// <summary><c>optional</c>.</summary>
    Optional,

    /// <summary><c>standard</c>.</summary>
    Standard,

    /// <summary><c>important</c>.</summary>
    Important,

    /// <summary><c>required</c>.</summary>
    Required,
}
