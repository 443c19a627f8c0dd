using System.Text.RegularExpressions;

namespace Nuka.Graft.Finish;

/// <summary>
/// Packages whose script is not run although it holds lines that <see cref="KnownLines"/> does not know: each was read, and what it
/// leaves is made by a handler or is nothing. Alternatives and accounts in it are still taken.
/// </summary>
internal static class KnownScripts
{
    private static readonly (Regex Name, string Reason)[] Rows =
    [
        (Exactly("base-files"), "directories, profile and the like: made by the skeleton"),
        (Exactly("base-passwd"), "accounts: made by the accounts handler from the same lists"),
        (Exactly("bash"), "/bin/sh: part of dash, or made by the skeleton"),
        (Exactly("ca-certificates"), "made by the certificates handler"),
        (Exactly("coreutils"), "a link for systems that are not merged"),
        (Exactly("dash"), "/bin/sh: part of the package"),
        (Exactly("debconf"), "asks a person"),
        (Exactly("debianutils"), "/etc/shells: made by the skeleton"),
        (Exactly("dpkg"), "state of a package manager that does not rule here"),
        (Exactly("apt"), "state of a package manager that does not rule here"),
        (Exactly("fontconfig"), "made by a tool step"),
        (Exactly("init-system-helpers"), "state of an installed machine"),
        (Exactly("libc6"), "restarts services when upgraded"),
        (Exactly("libc-bin"), "ldconfig is a tool step, nsswitch.conf is made by the skeleton"),
        (Exactly("libgcrypt20"), "cleans up when upgraded"),
        (Exactly("libgssapi-krb5-2"), "moves configuration when upgraded"),
        (Matching(@"libgdk-pixbuf-?2\.0-0"), "made by a tool step"),
        (Matching(@"libglib2\.0-0(t64)?"), "made by tool steps"),
        (Exactly("librsvg2-common"), "triggers a tool step"),
        (Exactly("openssl"), "a link that the package holds"),
        (Exactly("perl"), "cleans up when upgraded"),
        (Exactly("perl-base"), "cleans up when upgraded"),
        (Matching(@"(lib)?python3(\.\d+)?(-minimal|-stdlib|-distutils|-lib2to3)?"), "bytecode is made by a tool step"),
        (Exactly("readline-common"), "inputrc: made by the skeleton"),
        (Exactly("shared-mime-info"), "made by a tool step"),
        (Matching("usr-?is-?merged|usrmerge"), "the root is merged by its making"),
        (Exactly("x11-common"), "a service of a machine"),
        (Matching("systemd(-.*)?|udev|libpam-systemd|dbus(-.*)?|sysvinit-utils|login|passwd|util-linux|mount|e2fsprogs|libpam-runtime|adduser"),
            "services, sessions and accounts of an installed machine"),
    ];

    /// <summary>Why a package's script need not run; <see langword="null"/> if the table does not know the package.</summary>
    internal static string? Reason(string package) => Array.Find(Rows, row => row.Name.IsMatch(package)).Reason;

    private static Regex Exactly(string name) => Matching(Regex.Escape(name));

    private static Regex Matching(string pattern) => new($"^(?:{pattern})$", RegexOptions.CultureInvariant);
}
