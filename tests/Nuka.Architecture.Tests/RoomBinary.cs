using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Nuka.Architecture.Tests;

/// <summary>A compiled room, opened for its metadata.</summary>
internal sealed class RoomBinary : IDisposable
{
    private readonly PEReader _file;

    private RoomBinary(string path)
    {
        Path = path;
        _file = new PEReader(File.OpenRead(path));
        Metadata = _file.GetMetadataReader();
    }

    /// <summary>The names of all rooms: assemblies of ours beside this test, tests left out.</summary>
    internal static ImmutableArray<string> Names { get; } =
    [
        .. Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll").Select(file => System.IO.Path.GetFileNameWithoutExtension(file))
            .Where(name => (name.StartsWith("Nuka.", StringComparison.Ordinal) || name == "nuka-cli")
                && !name.EndsWith(".Tests", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The file.</summary>
    internal string Path { get; }

    /// <summary>Its metadata.</summary>
    internal MetadataReader Metadata { get; }

    /// <summary>Opens a room.</summary>
    internal static RoomBinary Open(string name) => new(System.IO.Path.Join(AppContext.BaseDirectory, name + ".dll"));

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>The debugging information that lies beside it.</summary>
    internal MetadataReaderProvider Symbols() =>
        MetadataReaderProvider.FromPortablePdbStream(File.OpenRead(System.IO.Path.ChangeExtension(Path, ".pdb")));

    /// <summary>The full name of a type definition.</summary>
    internal string NameOf(TypeDefinition type) => $"{Metadata.GetString(type.Namespace)}.{Metadata.GetString(type.Name)}";
}
