using System.Text.Json;
using Nuka.Projects.Discovery.Files;

namespace Nuka.Projects.Discovery.Php;

/// <summary>Projects of PHP: the version they state, and the extensions they and their packages require.</summary>
internal sealed class PhpFinder(SourceFiles files, NeedSink sink)
{
    // Built into the interpreter's own packages (php-common, php-cli).
    private static readonly string[] BuiltIn =
    [
        "calendar", "core", "ctype", "date", "exif", "ffi", "fileinfo", "filter", "ftp", "gettext", "hash", "iconv", "json", "libxml", "openssl", "pcntl", "pcre", "pdo", "phar",
        "posix", "random", "readline", "reflection", "session", "shmop", "simplexml-core", "sockets", "sodium", "spl", "standard", "sysvmsg", "sysvsem", "sysvshm", "tokenizer", "zlib",
    ];

    // Several extensions come in one package.
    private static readonly Dictionary<string, string> Packages = new(StringComparer.Ordinal)
    {
        ["dom"] = "php-xml", ["simplexml"] = "php-xml", ["xmlreader"] = "php-xml", ["xmlwriter"] = "php-xml", ["xsl"] = "php-xml",
        ["mysqli"] = "php-mysql", ["mysqlnd"] = "php-mysql", ["pdo_mysql"] = "php-mysql", ["pdo_sqlite"] = "php-sqlite3", ["sqlite3"] = "php-sqlite3",
        ["pdo_pgsql"] = "php-pgsql", ["pgsql"] = "php-pgsql",
    };

    public static bool Recognises(SourceFiles files) => files.Has("composer.json");

    public void Find()
    {
        sink.Ecosystems.Add("php");
        Evidence evident = new(files.Label + "composer.json", 0, "composer.json");
        sink.AddKnown("tool", "php", evident);
        sink.AddKnown("tool", "composer", evident);
        sink.Ask("php", "", evident);
        if (SourceText.Read(files, "composer.json") is { } manifest && JsonText.Parse(manifest.Text) is { } document)
        {
            using (document)
            {
                Require(manifest, JsonText.Object(document.RootElement, "require").Concat(JsonText.Object(document.RootElement, "require-dev")), own: true);
            }
        }

        if (SourceText.Read(files, "composer.lock") is { } locked && JsonText.Parse(locked.Text) is { } packages)
        {
            using (packages)
            {
                FindLocked(locked, packages.RootElement);
            }
        }
    }

    private void FindLocked(SourceText text, JsonElement root)
    {
        foreach (string table in (string[])["packages", "packages-dev"])
        {
            if (root.TryGetProperty(table, out JsonElement list) && list.ValueKind == JsonValueKind.Array)
            {
                foreach (JsonElement package in list.EnumerateArray())
                {
                    Require(text, JsonText.Object(package, "require"), own: false);
                }
            }
        }
    }

    private void Require(SourceText text, IEnumerable<JsonProperty> requirements, bool own)
    {
        foreach (JsonProperty requirement in requirements)
        {
            Evidence evidence = text.At(Math.Max(0, text.Text.IndexOf($"\"{requirement.Name}\"", StringComparison.Ordinal)), $"\"{requirement.Name}\"");
            if (own && requirement.Name == "php" && requirement.Value.ValueKind == JsonValueKind.String)
            {
                sink.Ask("php", requirement.Value.GetString()!, evidence);
            }
            else if (requirement.Name.StartsWith("ext-", StringComparison.Ordinal))
            {
                string extension = requirement.Name[4..].ToLowerInvariant();
                if (!BuiltIn.Contains(extension, StringComparer.Ordinal))
                {
                    sink.Add(NeedKind.Package, Packages.GetValueOrDefault(extension, $"php-{extension}"), evidence);
                }
            }
        }
    }
}
