using System.Globalization;
using Nuka.Environments.Host;

namespace Nuka.Environments.Exec;

/// <summary>The account files of a root with the caller's own line in them; passwd(5) and group(5).</summary>
internal static class AccountFiles
{
    internal static string WithUser(string accounts, HostFacts host)
    {
        string id = host.Account.User.ToString(CultureInfo.InvariantCulture);
        string line = $"{host.UserName}:x:{id}:{host.Account.Group}:{host.UserName}:{host.HomeDirectory}:/bin/sh";
        return WithLine(accounts, host.UserName, id, line);
    }

    internal static string WithGroup(string groups, HostFacts host)
    {
        string id = host.Account.Group.ToString(CultureInfo.InvariantCulture);
        bool known = groups.Split('\n').Any(line => Field(line, 2) == id);
        return known ? groups : WithLine(groups, host.UserName, id, $"{host.UserName}:x:{id}:");
    }

    /// <summary>The caller's line stands first, and no other line has its name or its id: the first match is what getpwuid(3) finds.</summary>
    private static string WithLine(string text, string name, string id, string line)
    {
        IEnumerable<string> others = text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(other => Field(other, 0) != name && Field(other, 2) != id);
        return string.Join('\n', others.Prepend(line)) + "\n";
    }

    private static string Field(string line, int index) => line.Split(':').ElementAtOrDefault(index) ?? string.Empty;
}
