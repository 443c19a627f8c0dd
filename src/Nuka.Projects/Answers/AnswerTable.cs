using System.Collections.Immutable;
using Nuka.Formats.Toml;

namespace Nuka.Projects.Answers;

/// <summary>The answers of answers.toml, which come before any look-up.</summary>
internal sealed class AnswerTable
{
    private readonly Dictionary<string, ImmutableArray<string>> answers;

    private AnswerTable(TomlTable root) => answers = root.Entries.ToDictionary(
        entry => entry.Key, entry => ((TomlArray)entry.Value).Items.Select(item => ((TomlString)item).Value).ToImmutableArray(), StringComparer.Ordinal);

    /// <summary>Reads the table that is part of this assembly.</summary>
    public static AnswerTable Load()
    {
        using Stream stream = typeof(AnswerTable).Assembly.GetManifestResourceStream("answers.toml")!;
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        return new AnswerTable(TomlDocument.Parse(bytes.ToArray(), "answers.toml").Root);
    }

    /// <summary>Every key, for tests.</summary>
    public IEnumerable<string> Keys => answers.Keys;

    public ImmutableArray<string> Find(string key) => answers.GetValueOrDefault(key, []);
}
