using System.Globalization;
using System.Text.RegularExpressions;

namespace Nuka.Graft.Finish;

/// <summary>Reads requests for system accounts: the arguments of adduser(8) and useradd(8), and lines of sysusers.d(5).</summary>
internal static partial class AccountReader
{
    /// <summary>Options that take a value in the next word; the others that are met take none.</summary>
    private static readonly string[] ValueOptions =
    [
        "--home", "--shell", "--uid", "--gid", "--group-id", "--gecos", "--comment", "--ingroup", "--firstuid", "--lastuid", "--home-dir", "--groups",
        "--conf", "-d", "-s", "-u", "-g", "-c", "-G", "-k", "-b",
    ];

    /// <summary>Reads a command.</summary>
    /// <returns><see langword="null"/> if it names no one account.</returns>
    internal static AccountRequest? TryRead(IReadOnlyList<string> words)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        List<string> names = [];
        HashSet<string> flags = new(StringComparer.Ordinal);
        for (int index = 1; index < words.Count; index++)
        {
            string word = words[index];
            int equals = word.IndexOf('=', StringComparison.Ordinal);
            if (word.StartsWith("--", StringComparison.Ordinal) && equals > 0)
            {
                values[word[..equals]] = word[(equals + 1)..];
            }
            else if (Array.IndexOf(ValueOptions, word) >= 0 && index + 1 < words.Count)
            {
                values[word] = words[++index];
            }
            else if (word.StartsWith('-'))
            {
                flags.Add(word);
            }
            else
            {
                names.Add(word);
            }
        }

        return names is [string name] && Name().IsMatch(name) ? Make(words[0], name, values, flags) : null;
    }

    /// <summary>Reads a file of sysusers.d: lines <c>u NAME ID DESCRIPTION HOME SHELL</c> and <c>g NAME ID</c>.</summary>
    internal static IEnumerable<AccountRequest> ReadSystemUsers(string text)
    {
        foreach (string line in text.Split('\n'))
        {
            string[] fields = [.. Field().Matches(line).Select(match => match.Value.Trim('"'))];
            if (fields.Length >= 2 && fields[0] is "u" or "u!" or "g" && Name().IsMatch(fields[1]))
            {
                string[] ids = fields.Length > 2 ? fields[2].Split(':') : [];
                yield return new AccountRequest(fields[1], fields[0] != "g")
                {
                    Id = ids.Length > 0 && int.TryParse(ids[0], CultureInfo.InvariantCulture, out int id) ? id : null,
                    Group = ids.Length > 1 ? ids[1] : null,
                    Description = Optional(fields, 3) ?? "",
                    Home = Optional(fields, 4) ?? "/",
                    Shell = Optional(fields, 5) ?? "/usr/sbin/nologin",
                };
            }
        }
    }

    private static AccountRequest Make(string command, string name, Dictionary<string, string> values, HashSet<string> flags)
    {
        bool isGroup = command.EndsWith("addgroup", StringComparison.Ordinal) || command.EndsWith("groupadd", StringComparison.Ordinal);
        string? Value(params string[] keys) => keys.Select(key => values.GetValueOrDefault(key)).FirstOrDefault(value => value is not null);
        bool debian = command.EndsWith("adduser", StringComparison.Ordinal);
        return new AccountRequest(name, !isGroup)
        {
            Id = int.TryParse(isGroup ? Value("--gid", "-g", "--group-id") : Value("--uid", "-u"), CultureInfo.InvariantCulture, out int id) ? id : null,
            Group = isGroup ? null : Value("--ingroup", "--gid", "-g") ?? (debian && !flags.Contains("--group") ? "nogroup" : null),
            Description = Value("--gecos", "--comment", "-c") ?? "",
            Home = Value("--home", "--home-dir", "-d") ?? "/nonexistent",
            Shell = Value("--shell", "-s") ?? "/usr/sbin/nologin",
        };
    }

    private static string? Optional(string[] fields, int index) => fields.Length > index && fields[index] is not ("-" or "") ? fields[index] : null;

    [GeneratedRegex(@"^[a-z_][a-z0-9_.-]{0,31}\$?$")]
    private static partial Regex Name();

    [GeneratedRegex("""^#.*$|"[^"]*"|\S+""")]
    private static partial Regex Field();
}
