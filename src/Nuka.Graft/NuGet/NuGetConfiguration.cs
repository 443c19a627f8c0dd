using System.Collections.Immutable;
using System.Xml;
using System.Xml.Linq;
using Nuka.Platform.Files;

namespace Nuka.Graft.NuGet;

/// <summary>
/// Reads where packages of NuGet come from, out of the settings files that NuGet itself reads: documentation of NuGet, "nuget.config
/// reference" and "Common NuGet configurations". Credentials are not read: a source that asks for them does not answer here.
/// </summary>
public static class NuGetConfiguration
{
    private const int FileBytes = 1 << 20;

    /// <summary>Reads the sources.</summary>
    /// <param name="files">The settings files, the one that counts least first; what is absent or unreadable is passed over.</param>
    /// <returns>The enabled sources of the third protocol, in the order in which they are to be asked.</returns>
    public static ImmutableArray<NuGetFeed> Read(IEnumerable<string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        List<NuGetFeed> feeds = [];
        HashSet<string> disabled = new(StringComparer.OrdinalIgnoreCase);
        foreach (XElement root in files.Select(Load).OfType<XElement>())
        {
            foreach (XElement row in Rows(root, "packageSources"))
            {
                Add(feeds, row);
            }

            foreach (XElement row in Rows(root, "disabledPackageSources"))
            {
                Disable(disabled, row);
            }
        }

        return [.. feeds.Where(feed => !disabled.Contains(feed.Name))];
    }

    private static IEnumerable<XElement> Rows(XElement root, string section) => root.Elements(section).SelectMany(one => one.Elements());

    private static void Add(List<NuGetFeed> feeds, XElement row)
    {
        if (row.Name.LocalName == "clear")
        {
            feeds.Clear();
        }
        else if (row.Name.LocalName is "add" or "remove" && (string?)row.Attribute("key") is { Length: > 0 } name)
        {
            feeds.RemoveAll(feed => string.Equals(feed.Name, name, StringComparison.OrdinalIgnoreCase));
            bool isIndex = Uri.TryCreate((string?)row.Attribute("value"), UriKind.Absolute, out Uri? address) && address.Scheme is "https" or "http"
                && address!.AbsolutePath.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
            if (row.Name.LocalName == "add" && isIndex)
            {
                feeds.Add(new NuGetFeed(name, address!));
            }
        }
    }

    private static void Disable(HashSet<string> disabled, XElement row)
    {
        if (row.Name.LocalName == "clear")
        {
            disabled.Clear();
        }
        else if ((string?)row.Attribute("key") is { Length: > 0 } name)
        {
            _ = string.Equals((string?)row.Attribute("value"), "true", StringComparison.OrdinalIgnoreCase) ? disabled.Add(name) : disabled.Remove(name);
        }
    }

    private static XElement? Load(string file)
    {
        try
        {
            using MemoryStream stream = new(RegularFile.TryRead(file, FileBytes) ?? []);
            XmlReaderSettings settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersInDocument = FileBytes };
            using XmlReader reader = XmlReader.Create(stream, settings);
            return XDocument.Load(reader).Root;
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException or XmlException)
        {
            return null;
        }
    }
}
