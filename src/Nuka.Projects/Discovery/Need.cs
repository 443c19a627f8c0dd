namespace Nuka.Projects.Discovery;

/// <summary>Something that a project needs from the system around it.</summary>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Name">Its name within the kind.</param>
/// <param name="Origin">How it was found.</param>
/// <param name="Evidence">What shows it.</param>
public sealed record Need(NeedKind Kind, string Name, NeedOrigin Origin, Evidence Evidence)
{
    /// <summary>Whether the project does without when no archive has it.</summary>
    public bool Optional { get; init; }

    /// <summary>Whether only a package that is yet to be installed shows it; what a lock answers then is that package, see <see cref="ScanResult.Opened"/>.</summary>
    public bool Inside { get; init; }

    /// <summary>The printed form: <c>pc:cairo</c>.</summary>
    public string Key => NeedText.Key(Kind, Name);

    /// <summary>The printed form.</summary>
    public override string ToString() => Key;
}
