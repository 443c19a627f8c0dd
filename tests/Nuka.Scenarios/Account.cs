namespace Nuka.Scenarios;

/// <summary>Who runs a command.</summary>
internal sealed record Account(string Name, bool IsOther)
{
    // nobody and nogroup of Debian: an account without any right.
    internal const uint Unprivileged = 65534;

    /// <summary>root.</summary>
    internal static Account Root { get; } = new("root", IsOther: false);

    /// <summary>An unprivileged user: nobody when the tests run as root, else whoever runs them.</summary>
    internal static Account User { get; } = Environment.IsPrivilegedProcess ? new Account("user", IsOther: true)
        : new Account("user", IsOther: false);

    /// <summary>The accounts that the tests can act as.</summary>
    internal static IReadOnlyList<Account> Available { get; } = Environment.IsPrivilegedProcess ? [Root, User] : [User];

    /// <summary>The words before a command that make it run as this account.</summary>
    internal IReadOnlyList<string> Prefix =>
        IsOther ? ["setpriv", $"--reuid={Unprivileged}", $"--regid={Unprivileged}", "--clear-groups", "--no-new-privs", "--"] : [];
}
