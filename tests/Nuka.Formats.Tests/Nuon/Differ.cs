using System.Text.Json;
using Nuka.Formats.Nuon;

namespace Nuka.Formats.Tests.Nuon;

/// <summary>Holds what we read of a text against what Nushell reads of it, by giving Nushell both the text and our writing of its value.</summary>
internal static class Differ
{
    private const string Script = """
        $in | from json | each {|pair|
          let theirs = (try { {text: ($pair.0 | from nuon | to nuon --raw --list-of-records)} } catch { null })
          if $pair.1 == null { {theirs: $theirs} } else {
            {theirs: $theirs, ours: (try { {text: ($pair.1 | from nuon | to nuon --raw --list-of-records)} } catch { null })}
          }
        } | to json --raw
        """;

    /// <summary>Compares all texts in one run of Nushell.</summary>
    /// <returns>How many both read.</returns>
    public static int Compare(IEnumerable<string> texts)
    {
        (string Text, NuonValue? Value, string? Code)[] read = [.. texts.Select(text => (text, NuonCases.Read(text).Value, NuonCases.Read(text).Code))];
        JsonElement[] answers = Nushell.Ask(Script, read.Select(one => new[] { one.Text, one.Value is null ? null : NuonText.Write(one.Value) }));
        Assert.Equal(read.Length, answers.Length);
        List<string> wrong = [];
        foreach (((string text, NuonValue? value, string? code), JsonElement answer) in read.Zip(answers))
        {
            string? theirs = TextOf(answer, "theirs");
            string? ours = TextOf(answer, "ours");
            bool fits = value is not null ? theirs is not null && theirs == ours : theirs is null || code == "formats/nuon-ambiguous";
            if (!fits)
            {
                wrong.Add($"{JsonSerializer.Serialize(text)}: Nushell {theirs ?? "refuses it"}, we {ours ?? code ?? "write what it refuses: " + NuonText.Write(value!)}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(60)));
        return read.Count(one => one.Value is not null);
    }

    private static string? TextOf(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out JsonElement found) && found.ValueKind == JsonValueKind.Object ? found.GetProperty("text").GetString() : null;
}
