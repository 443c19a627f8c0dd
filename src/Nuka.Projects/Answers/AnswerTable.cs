using System.Collections.Immutable;
using Nuka.Formats.Toml;
using Nuka.Projects.Discovery;

namespace Nuka.Projects.Answers;

/// <summary>The answers of answers.toml, which come before any look-up.</summary>
internal sealed class AnswerTable
{
    private static readonly Lazy<AnswerTable> Part = new(() => new AnswerTable(OwnTable.Read("answers.toml")));

    private readonly Dictionary<string, ImmutableArray<string>> answers;

    private AnswerTable(TomlTable root) => answers = root.Entries.ToDictionary(
        entry => entry.Key, entry => ((TomlArray)entry.Value).Items.Select(item => ((TomlString)item).Value).ToImmutableArray(), StringComparer.Ordinal);

    /// <summary>The table that is part of this assembly; read once, since one lock may ask it several times.</summary>
    public static AnswerTable Own => Part.Value;

    /// <summary>Every key, for tests.</summary>
    public IEnumerable<string> Keys => answers.Keys;

    public ImmutableArray<string> Find(string key) => answers.GetValueOrDefault(key, []);
}
