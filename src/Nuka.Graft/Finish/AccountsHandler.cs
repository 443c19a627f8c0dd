using System.Globalization;
using System.Text;

namespace Nuka.Graft.Finish;

/// <summary>
/// /etc/passwd and /etc/group: the archive's fixed accounts, then those that packages ask for, numbered upwards from 100 in join
/// order (Debian policy §9.2.2: 100–999 are for system accounts).
/// </summary>
internal sealed class AccountsHandler : IFinishHandler
{
    private const int FirstId = 100;
    private const int LastId = 999;
    private const string NoMaster = "root:*:0:0:root:/root:/bin/sh\nnobody:*:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n";
    private const string NoGroups = "root:*:0:\ntty:*:5:\nnogroup:*:65534:\n";

    /// <inheritdoc/>
    public string Identity => "accounts/1";

    /// <inheritdoc/>
    public void Apply(FinishContext context)
    {
        Table users = Table.Read(Master(context, "passwd", NoMaster));
        Table groups = Table.Read(Master(context, "group", NoGroups));
        foreach (AccountRequest request in Requests(context))
        {
            if (request.IsUser)
            {
                AddUser(context, users, groups, request);
            }
            else
            {
                AddGroup(context, groups, request.Name, request.Id);
            }
        }

        context.Layer.AddFile("etc/passwd", users.ToString());
        context.Layer.AddFile("etc/group", groups.ToString());
    }

    private static string Master(FinishContext context, string name, string otherwise)
    {
        string text = context.Root.ReadText($"usr/share/base-passwd/{name}.master");
        return text.Length > 0 ? text : otherwise;
    }

    private static IEnumerable<AccountRequest> Requests(FinishContext context)
    {
        IEnumerable<AccountRequest> declared = context.Root.Files("usr/lib/sysusers.d")
            .Where(path => path.EndsWith(".conf", StringComparison.Ordinal))
            .SelectMany(path => AccountReader.ReadSystemUsers(context.Root.ReadText(path)));
        return [.. declared, .. context.Packages.SelectMany(package => package.Reading.Accounts), .. context.RunAccounts];
    }

    private static void AddUser(FinishContext context, Table users, Table groups, AccountRequest request)
    {
        if (users.Has(request.Name))
        {
            return;
        }

        int? id = users.Choose(request.Id);
        int? group = request.Group is null
            ? AddGroup(context, groups, request.Name, request.Id)
            : groups.Find(request.Group) ?? AddGroup(context, groups, request.Group, null);
        if (id is null || group is null)
        {
            context.Notices.Add($"no number is free for the account {request.Name}");
            return;
        }

        users.Add(request.Name, id.Value, string.Create(
            CultureInfo.InvariantCulture, $"{request.Name}:*:{id}:{group}:{Clean(request.Description)}:{Clean(request.Home)}:{Clean(request.Shell)}"));
    }

    private static int? AddGroup(FinishContext context, Table groups, string name, int? wanted)
    {
        if (groups.Find(name) is { } there)
        {
            return there;
        }

        int? id = groups.Choose(wanted);
        if (id is null || name.AsSpan().ContainsAny(":\n"))
        {
            context.Notices.Add($"no number is free for the group {name}");
            return null;
        }

        groups.Add(name, id.Value, string.Create(CultureInfo.InvariantCulture, $"{name}:*:{id}:"));
        return id;
    }

    private static string Clean(string field) => field.Replace(':', ' ').Replace('\n', ' ');

    private sealed class Table
    {
        private readonly StringBuilder text = new();
        private readonly Dictionary<string, int> ids = new(StringComparer.Ordinal);

        public override string ToString() => text.ToString();

        internal static Table Read(string master)
        {
            Table table = new();
            foreach (string line in master.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                string[] fields = line.Split(':');
                if (fields.Length >= 3 && int.TryParse(fields[2], CultureInfo.InvariantCulture, out int id))
                {
                    table.Add(fields[0], id, line);
                }
            }

            return table;
        }

        internal bool Has(string name) => ids.ContainsKey(name);

        internal int? Find(string nameOrId) =>
            ids.TryGetValue(nameOrId, out int id) ? id
            : int.TryParse(nameOrId, CultureInfo.InvariantCulture, out int number) && ids.ContainsValue(number) ? number : null;

        internal int? Choose(int? wanted)
        {
            if (wanted is { } id && !ids.ContainsValue(id))
            {
                return id;
            }

            int free = Enumerable.Range(FirstId, LastId - FirstId + 1).FirstOrDefault(number => !ids.ContainsValue(number));
            return free == 0 ? null : free;
        }

        internal void Add(string name, int id, string line)
        {
            if (ids.TryAdd(name, id))
            {
                text.Append(line).Append('\n');
            }
        }
    }
}
