using System.Collections.Immutable;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Sources;

/// <summary>
/// The sources of a machine: those of <c>nuka source add</c>, then those of its apt, in apt's order. A source that asks not to be
/// checked, or cannot be read, is refused by name and leaves the others usable.
/// </summary>
public sealed class SourceList
{
    private SourceList(ImmutableArray<SourceEntry> entries, ImmutableArray<Problem> refused)
    {
        Entries = entries;
        Refused = refused;
    }

    /// <summary>The sources that may be used.</summary>
    public ImmutableArray<SourceEntry> Entries { get; }

    /// <summary>Why each of the others is not used: to be shown by every command that lists or updates sources.</summary>
    public ImmutableArray<Problem> Refused { get; }

    /// <summary>Makes a list of sources that the caller has.</summary>
    /// <param name="entries">The sources, in order.</param>
    public static SourceList Of(IEnumerable<SourceEntry> entries) => new([.. entries], []);

    /// <summary>Reads the sources of a machine.</summary>
    /// <param name="settings">Where from.</param>
    public static SourceList Read(SourceListSettings settings)
    {
        string? setting = settings.AptDirectory is { } apt ? AptConfiguration.Read(apt).Find("Acquire::Check-Valid-Until") : null;
        SourceReader reader = new(settings.Architectures, setting is null || SourceDraft.IsYes(setting) != false);
        if (settings.OwnDirectory is not null)
        {
            reader.ReadDirectory(settings.OwnDirectory, isOwn: true);
        }

        if (settings.AptDirectory is not null)
        {
            reader.ReadFile(Path.Combine(settings.AptDirectory, "sources.list"), isOwn: false);
            reader.ReadDirectory(Path.Combine(settings.AptDirectory, "sources.list.d"), isOwn: false);
        }

        return new SourceList(reader.TakeEntries(), reader.TakeRefused());
    }
}
