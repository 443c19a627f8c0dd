using System.Text;
using Nuka.Platform.Files;

namespace Nuka.Graft.Sources;

/// <summary>
/// apt's own settings, as far as fetching needs them: proxies and logins, and whether Valid-Until is obeyed. Its other switches that
/// weaken checks (Check-Date, AllowInsecureRepositories) are not obeyed. Names are compared without case, the last setting of a name wins. Source: apt.conf(5).
/// </summary>
public sealed class AptConfiguration
{
    private const int FileBytes = 1 << 20;

    private readonly Dictionary<string, string> values = new(StringComparer.OrdinalIgnoreCase);

    private readonly List<AptLogin> logins = [];

    private AptConfiguration()
    {
    }

    /// <summary>No settings at all.</summary>
    public static AptConfiguration Empty => new();

    /// <summary>
    /// Reads <c>apt.conf.d/*</c> in the order of names, then <c>apt.conf</c>; and <c>auth.conf</c>, then <c>auth.conf.d/*</c>. A file
    /// that the caller may not read is passed over: what it holds is then not his to use.
    /// </summary>
    /// <param name="aptDirectory">apt's configuration directory; need not exist.</param>
    public static AptConfiguration Read(string aptDirectory)
    {
        AptConfiguration configuration = new();
        foreach (string path in FindFiles(Path.Combine(aptDirectory, "apt.conf.d")).Append(Path.Combine(aptDirectory, "apt.conf")))
        {
            configuration.Parse(ReadIfAllowed(path));
        }

        foreach (string path in FindFiles(Path.Combine(aptDirectory, "auth.conf.d")).Prepend(Path.Combine(aptDirectory, "auth.conf")))
        {
            configuration.logins.AddRange(AptLogin.ParseAll(ReadIfAllowed(path)));
        }

        return configuration;
    }

    /// <summary>Parses the text of one file, for settings that are handed in as text.</summary>
    /// <param name="text">The text.</param>
    public static AptConfiguration FromText(string text)
    {
        AptConfiguration configuration = new();
        configuration.Parse(text);
        return configuration;
    }

    /// <summary>A setting, or <see langword="null"/>.</summary>
    /// <param name="name">Its full name: <c>Acquire::http::Proxy</c>.</param>
    public string? Find(string name) => values.GetValueOrDefault(name);

    /// <summary>The proxy for an address: an address, <c>DIRECT</c> for none, or <see langword="null"/> if apt says nothing.</summary>
    /// <param name="address">What is to be fetched.</param>
    public string? FindProxy(Uri address)
    {
        string? value = Find($"Acquire::{address.Scheme}::Proxy::{address.Host}") ?? Find($"Acquire::{address.Scheme}::Proxy");
        if (value is null && address.Scheme == "https")
        {
            value = Find($"Acquire::http::Proxy::{address.Host}") ?? Find("Acquire::http::Proxy");
        }

        return string.IsNullOrEmpty(value) ? null : value.Equals("false", StringComparison.OrdinalIgnoreCase) ? "DIRECT" : value;
    }

    /// <summary>The user name and password for an address, as in an address: <c>name:password</c>; <see langword="null"/> if there are none.</summary>
    /// <param name="address">What is to be fetched.</param>
    public string? FindLogin(Uri address) => logins.Find(login => login.IsFor(address))?.UserInfo;

    private static IEnumerable<string> FindFiles(string directory) => Directory.Exists(directory)
        ? Directory.GetFiles(directory).Where(path => Path.GetExtension(path) is "" or ".conf").Order(StringComparer.Ordinal)
        : [];

    private static string ReadIfAllowed(string path)
    {
        try
        {
            return Encoding.UTF8.GetString(RegularFile.TryRead(path, FileBytes) ?? []);
        }
        catch (IOException)
        {
            return "";
        }
    }

    /// <summary>Takes statements: words and quoted texts up to <c>;</c>, and groups in braces whose name stands before them.</summary>
    private void Parse(string text)
    {
        Stack<string> scopes = new();
        List<string> words = [];
        int position = 0;
        while (TryReadToken(text, ref position, out string token, out bool quoted))
        {
            if (quoted || token is not ("{" or "}" or ";"))
            {
                words.Add(token);
                continue;
            }

            string scope = scopes.Count == 0 ? "" : scopes.Peek();
            if (token == "{")
            {
                scopes.Push(words.Count == 0 ? scope : Join(scope, words[0]));
            }
            else if (token == "}")
            {
                scopes.TryPop(out _);
            }
            else if (words.Count >= 2)
            {
                values[Join(scope, words[0])] = words[1];
            }

            words.Clear();
        }
    }

    private static string Join(string scope, string name) => scope.Length == 0 ? name : $"{scope}::{name}";

    private static bool TryReadToken(string text, ref int position, out string token, out bool quoted)
    {
        quoted = false;
        token = "";
        SkipBlanks(text, ref position);
        if (position >= text.Length)
        {
            return false;
        }

        if (text[position] == '"')
        {
            quoted = true;
            int close = text.IndexOf('"', position + 1);
            close = close < 0 ? text.Length : close;
            token = text[(position + 1)..close];
            position = close + 1;
            return true;
        }

        int begin = position++;
        if (text[begin] is not ('{' or '}' or ';'))
        {
            while (position < text.Length && !char.IsWhiteSpace(text[position]) && text[position] is not ('{' or '}' or ';' or '"'))
            {
                position++;
            }
        }

        token = text[begin..position];
        return true;
    }

    private static void SkipBlanks(string text, ref int position)
    {
        while (position < text.Length)
        {
            ReadOnlySpan<char> rest = text.AsSpan(position);
            if (char.IsWhiteSpace(rest[0]))
            {
                position++;
            }
            else if (rest[0] == '#' || rest.StartsWith("//"))
            {
                int end = rest.IndexOf('\n');
                position += end < 0 ? rest.Length : end + 1;
            }
            else if (rest.StartsWith("/*"))
            {
                int end = rest.IndexOf("*/");
                position += end < 0 ? rest.Length : end + 2;
            }
            else
            {
                return;
            }
        }
    }
}
