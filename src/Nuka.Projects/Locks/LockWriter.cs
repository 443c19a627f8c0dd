using System.Globalization;
using System.Text;
using Nuka.Formats.Toml;
using Nuka.Projects.Discovery;

namespace Nuka.Projects.Locks;

/// <summary>Writes <c>[environment]</c> in its one canonical form: the same answer has the same bytes.</summary>
internal sealed class LockWriter
{
    private readonly StringBuilder text = new();

    public static string Write(EnvironmentLock environment)
    {
        LockWriter writer = new();
        writer.Header("[environment]");
        writer.Key("version", TomlText.Integer(EnvironmentLock.FormatVersion));
        writer.Key("request", TomlText.String(environment.Request));
        writer.Key("order", TomlText.Strings(environment.Order));
        foreach (LockedRuntime runtime in environment.Runtimes.OrderBy(r => r.Name, StringComparer.Ordinal))
        {
            writer.Runtime(runtime);
        }

        writer.Needs("need", environment.Needs);
        writer.Needs("observed", environment.Observed);
        writer.Needs("run", environment.Run);
        foreach (LockedPlatform platform in environment.Platforms.OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            writer.Platform(platform);
        }

        return writer.text.ToString();
    }

    private void Runtime(LockedRuntime runtime)
    {
        Header("[[environment.runtime]]");
        Key("name", TomlText.String(runtime.Name));
        Key("range", TomlText.String(runtime.Range));
        Key("version", TomlText.String(runtime.Version));
        Key("package", TomlText.String(runtime.Package));
        Evidence(runtime.Evidence);
    }

    private void Needs(string name, IEnumerable<LockedNeed> needs)
    {
        IEnumerable<LockedNeed> ordered = needs.Distinct().OrderBy(n => n.Need.Key, StringComparer.Ordinal)
            .ThenBy(n => n.Need.Evidence.File, StringComparer.Ordinal).ThenBy(n => n.Need.Evidence.Line)
            .ThenBy(n => n.Need.Evidence.Token, StringComparer.Ordinal);
        foreach (LockedNeed locked in ordered)
        {
            Header($"[[environment.{name}]]");
            Key("need", TomlText.String(locked.Need.Key));
            if (locked.Package is { } package)
            {
                Key("package", TomlText.String(package));
            }

            if (locked.Need.Optional)
            {
                Key("optional", "true");
            }

            Key("origin", TomlText.String(LockOrigins.Word(locked.Need.Origin)));
            Evidence(locked.Need.Evidence);
        }
    }

    private void Evidence(Evidence evidence)
    {
        Key("file", TomlText.String(evidence.File));
        Key("line", TomlText.Integer(evidence.Line));
        Key("token", TomlText.String(evidence.Token));
    }

    private void Platform(LockedPlatform platform)
    {
        Header("[[environment.platform]]");
        Key("name", TomlText.String(platform.Name));
        Key("cpu", TomlText.String(platform.CpuLevel));
        if (!platform.IsOpen)
        {
            Key("root", TomlText.String(platform.Root.ToString()));
            Key("finish", TomlText.String(platform.Finish.ToString()));
        }

        Key("cleaning", TomlText.String(platform.Cleaning));
        if (platform.Run is { } run)
        {
            Key("run.root", TomlText.String(run.Root.ToString()));
            Key("run.finish", TomlText.String(run.Finish.ToString()));
        }

        foreach ((string name, string value) in platform.Variables)
        {
            Key($"variables.{TomlText.Key(name)}", TomlText.String(value));
        }

        foreach (LockedSource source in platform.Sources.OrderBy(s => s.Id, StringComparer.Ordinal))
        {
            Header("[[environment.platform.source]]");
            Key("id", TomlText.String(source.Id));
            Key("uri", TomlText.String(source.Uri));
            Key("suite", TomlText.String(source.Suite));
            if (source is { Date: { } date, Sha256: { } digest })
            {
                Key("date", date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
                Key("sha256", TomlText.String(digest));
            }
        }

        foreach (LockedPackage package in platform.Packages)
        {
            Package(package);
        }
    }

    private void Package(LockedPackage package)
    {
        Header("[[environment.platform.package]]");
        Key("archive", TomlText.String(package.Archive));
        Key("name", TomlText.String(package.Name));
        Key("version", TomlText.String(package.Version));
        Key("arch", TomlText.String(package.Architecture));
        Key("source", TomlText.String(package.Source));
        Key("file", TomlText.String(package.File));
        Key("sha256", TomlText.String(package.Sha256));
        Key("size", TomlText.Integer(package.SizeBytes));
        if (package.Tree != default)
        {
            Key("tree", TomlText.String(package.Tree.ToString()));
        }

        if (package.Prefix.Length > 0)
        {
            Key("prefix", TomlText.String(package.Prefix));
        }

        if (package.Run)
        {
            Key("run", "true");
        }
    }

    private void Header(string header) => text.Append(text.Length == 0 ? "" : "\n").Append(header).Append('\n');

    private void Key(string key, string value) => text.Append(key).Append(" = ").Append(value).Append('\n');
}
