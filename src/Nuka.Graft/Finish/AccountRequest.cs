namespace Nuka.Graft.Finish;

/// <summary>A system user or group that a package asks for.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsUser">Whether it is a user; else only a group.</param>
internal sealed record AccountRequest(string Name, bool IsUser)
{
    /// <summary>The id, if the package states one.</summary>
    internal int? Id { get; init; }

    /// <summary>The primary group, if it is not the one of the user's own name: a name or a number.</summary>
    internal string? Group { get; init; }

    /// <summary>The description.</summary>
    internal string Description { get; init; } = "";

    /// <summary>The home directory.</summary>
    internal string Home { get; init; } = "/nonexistent";

    /// <summary>The shell.</summary>
    internal string Shell { get; init; } = "/usr/sbin/nologin";
}
