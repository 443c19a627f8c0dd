using Nuka.Formats.Toml;

namespace Nuka.Projects.Discovery;

/// <summary>Reads the tables that are kept as data in this assembly.</summary>
internal static class OwnTable
{
    /// <summary>Reads one.</summary>
    /// <param name="name">Its file name: <c>known.toml</c>.</param>
    public static TomlTable Read(string name)
    {
        using Stream stream = typeof(OwnTable).Assembly.GetManifestResourceStream(name)!;
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return TomlDocument.Parse(bytes.ToArray(), name).Root;
    }
}
