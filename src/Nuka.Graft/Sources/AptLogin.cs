namespace Nuka.Graft.Sources;

/// <summary>
/// A login for addresses that begin alike. Without a scheme it is for https alone, so that no password goes over an open line by
/// mistake. Source: apt_auth.conf(5).
/// </summary>
/// <param name="Scheme">The scheme; empty if none is stated.</param>
/// <param name="HostAndPath">Host, perhaps a port, and perhaps the beginning of a path.</param>
/// <param name="UserInfo">User name and password, escaped as in an address.</param>
internal sealed record AptLogin(string Scheme, string HostAndPath, string UserInfo)
{
    /// <summary>Reads the words <c>machine M login L password P</c>, in any arrangement of lines; what is not complete is left out.</summary>
    internal static IEnumerable<AptLogin> ParseAll(string text)
    {
        IEnumerable<string> lines = text.Split('\n').Where(line => !line.TrimStart().StartsWith('#'));
        string[] words = string.Join(' ', lines).Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
        (string machine, string login, string password) = ("", "", "");
        for (int index = 0; index + 1 < words.Length; index += 2)
        {
            switch (words[index])
            {
                case "machine":
                    (machine, login, password) = (words[index + 1], "", "");
                    break;
                case "login":
                    login = words[index + 1];
                    break;
                case "password":
                    password = words[index + 1];
                    break;
            }

            if (machine.Length > 0 && login.Length > 0 && password.Length > 0)
            {
                int scheme = machine.IndexOf("://", StringComparison.Ordinal);
                yield return new AptLogin(
                    scheme < 0 ? "" : machine[..scheme],
                    scheme < 0 ? machine : machine[(scheme + 3)..],
                    $"{Uri.EscapeDataString(login)}:{Uri.EscapeDataString(password)}");
                machine = "";
            }
        }
    }

    /// <summary>The login that stands in an address itself, for what lies below it; <see langword="null"/> if there is none.</summary>
    internal static AptLogin? OfAddress(string address)
    {
        bool isAddress = Uri.TryCreate(address, UriKind.Absolute, out Uri? parsed);
        return isAddress && parsed!.UserInfo.Length > 0
            ? new AptLogin(parsed.Scheme, parsed.Authority + parsed.AbsolutePath.TrimEnd('/'), parsed.UserInfo)
            : null;
    }

    /// <summary>Whether it is for an address: whole components of its path count, not beginnings of names.</summary>
    internal bool IsFor(Uri address)
    {
        string rest = address.Authority + address.AbsolutePath;
        bool begins = rest.StartsWith(HostAndPath, StringComparison.Ordinal)
            && (rest.Length == HostAndPath.Length || HostAndPath.EndsWith('/') || rest[HostAndPath.Length] is '/' or ':');
        return begins && (Scheme.Length == 0 ? address.Scheme == "https" : address.Scheme == Scheme);
    }
}
