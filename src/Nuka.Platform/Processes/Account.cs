namespace Nuka.Platform.Processes;

/// <summary>The account that a process acts as.</summary>
/// <param name="User">Effective user id.</param>
/// <param name="Group">Effective group id.</param>
public readonly record struct Account(uint User, uint Group)
{
    /// <summary>The calling process's own account.</summary>
    public static Account Current => new(Files.Libc.EffectiveUser(), Files.Libc.EffectiveGroup());
}
