using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nuka.Graft.Sources;

/// <summary>Reads and writes <see cref="ArchiveState"/> without reflection.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ArchiveState))]
internal sealed partial class ArchiveStateJson : JsonSerializerContext;
