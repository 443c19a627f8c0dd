using Nuka.Formats.Toml;
using Nuka.Platform.Files;

namespace Nuka.Projects.Discovery;

/// <summary>Reads the tables that are kept as data in this assembly.</summary>
internal static class OwnTable
{
    /// <summary>Reads one.</summary>
    /// <param name="name">Its file name: <c>known.toml</c>.</param>
    public static TomlTable Read(string name) => TomlDocument.Parse(EmbeddedFile.Read(typeof(OwnTable).Assembly, name), name).Root;
}
