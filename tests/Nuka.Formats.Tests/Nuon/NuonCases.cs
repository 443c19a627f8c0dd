using System.Text.Json;
using Nuka.Formats.Nuon;
using Nuka.Platform.Errors;

namespace Nuka.Formats.Tests.Nuon;

/// <summary>Texts that Nushell 0.115.1 itself was given, with the type and the text it answered; made by running it.</summary>
public sealed class NuonCases
{
    [Fact]
    public void Every_recorded_text_is_read_as_Nushell_read_it()
    {
        List<string> wrong = [];
        foreach (string[] one in Recorded())
        {
            (NuonValue? value, string? code) = Read(one[0]);
            bool fits = one.Length == 1 ? value is null : value is not null ? TypeFits(value, one[1]) : code == "formats/nuon-ambiguous";
            if (!fits)
            {
                wrong.Add($"{JsonSerializer.Serialize(one[0])}: Nushell {(one.Length == 1 ? "refuses it" : $"reads {one[1]} {one[2]}")}, we read {code ?? value!.Kind.ToString()}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void What_is_read_is_the_value_that_Nushell_reads()
    {
        Differ.Compare(Recorded().Select(one => one[0]));
    }

    /// <summary>The recorded cases.</summary>
    internal static IEnumerable<string[]> Recorded() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Nuon", "cases.jsonl")).Select(line => JsonSerializer.Deserialize<string[]>(line)!);

    /// <summary>Reads a text: its value, or the code of the refusal.</summary>
    internal static (NuonValue? Value, string? Code) Read(string text)
    {
        try
        {
            return (NuonDocument.Read(text, "case.nuon"), null);
        }
        catch (NukaException e)
        {
            return (null, e.Problem.Code);
        }
    }

    private static bool TypeFits(NuonValue value, string type) => value.Kind switch
    {
        NuonKind.Nothing => type == "nothing",
        NuonKind.Boolean => type == "bool",
        NuonKind.Integer => type == "int",
        NuonKind.FileSize => type == "filesize",
        NuonKind.Date => type == "datetime",
        NuonKind.CellPath => type == "cell-path",
        NuonKind.List => type.StartsWith("list", StringComparison.Ordinal) || type.StartsWith("table", StringComparison.Ordinal),
        NuonKind.Record => type.StartsWith("record", StringComparison.Ordinal),
        _ => type.Equals(value.Kind.ToString(), StringComparison.OrdinalIgnoreCase),
    };
}
