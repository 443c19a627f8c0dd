using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Nuka.Formats.Nuon;
using Nuka.Platform.Errors;

namespace Nuka.Formats.Tests.Nuon;

public sealed class NuonCanonical
{
    [Fact]
    public void The_examples_of_the_specification_hold()
    {
        string[] lines = Checkout.Read("specs/nuon.md").Split("```nuon\n")[1].Split("```")[0].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(7, lines.Length);
        foreach (string[] sides in lines.Select(line => line.Split(" => ")))
        {
            Assert.Equal(sides[1], Canonical(NuonDocument.Read(sides[0], "specs/nuon.md")));
        }
    }

    [Fact]
    public void A_canonical_text_is_read_back_to_the_value_it_came_from() =>
        Prop.ForAll(Values().ToArbitrary(), value =>
        {
            string text = Canonical(value);
            return Canonical(NuonDocument.Read(text, "written")) == text && NuonText.Write(NuonDocument.Read(text, "written")) == text;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_order_of_fields_does_not_change_the_canonical_text() =>
        Prop.ForAll(Values().ToArbitrary(), value => Canonical(Reversed(value)) == Canonical(value)).QuickCheckThrowOnFailure();

    [Fact]
    public void Nushell_reads_canonical_texts_as_the_same_value()
    {
        string[] texts = [.. Values().Sample(500, 8).Select(Canonical)];
        Assert.Equal(texts.Length, Differ.Compare(texts));
    }

    [Theory]
    [InlineData("1.5", "float")]
    [InlineData("{a: [1e400]}", "float")]
    [InlineData("[2020-01-01]", "date")]
    [InlineData("1..5", "range")]
    [InlineData("$.a", "cell path")]
    public void What_does_not_mean_the_same_everywhere_has_no_canonical_form(string text, string kind)
    {
        Problem problem = Assert.Throws<NukaException>(() => NuonText.WriteCanonical(NuonDocument.Read(text, "t"))).Problem;
        Assert.Equal("formats/nuon-not-canonical", problem.Code);
        Assert.Contains(kind, problem.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{a: 1,\n b 2}", "formats/nuon-syntax", 2, 4)]
    [InlineData("[1, 2", "formats/nuon-syntax", 1, 1)]
    [InlineData("{a: 1, a: 2}", "formats/nuon-syntax", 1, 8)]
    [InlineData("[[a b]; [1]]", "formats/nuon-syntax", 1, 9)]
    [InlineData("[[a a]; [1 2]]", "formats/nuon-syntax", 1, 5)]
    [InlineData("\"a\\qb\"", "formats/nuon-syntax", 1, 3)]
    [InlineData("{a: (ls)}", "formats/nuon-syntax", 1, 5)]
    [InlineData("[1; 2]", "formats/nuon-ambiguous", 1, 3)]
    [InlineData("hello", "formats/nuon-syntax", 1, 1)]
    [InlineData("[$env]", "formats/nuon-syntax", 1, 2)]
    [InlineData("[5kbkb]", "formats/nuon-ambiguous", 1, 2)]
    public void A_fault_has_a_code_and_a_place(string text, string code, int line, int column)
    {
        Problem problem = Assert.Throws<NukaException>(() => NuonDocument.Read(text, "bad.nuon")).Problem;
        Assert.Equal((code, "bad.nuon", line, column), (problem.Code, problem.Place!.File, problem.Place.Line, problem.Place.Column));
        Assert.NotEmpty(problem.Hints);
    }

    [Fact]
    public void Depth_size_and_encoding_are_limited()
    {
        Assert.Equal("formats/nuon-syntax", CodeOf(() => NuonDocument.Read(new string('[', 200_000), "t")));
        Assert.Equal("formats/nuon-encoding", CodeOf(() => NuonDocument.Read([0x22, 0xFF, 0x22], "t")));
        Assert.Equal("formats/nuon-size", CodeOf(() => NuonDocument.Read(new byte[NuonLimits.DocumentBytes + 1], "t")));
        NuonDocument.Read(new string('[', NuonLimits.Depth) + new string(']', NuonLimits.Depth), "t");
    }

    private static string CodeOf(Action read) => Assert.Throws<NukaException>(read).Problem.Code;

    private static string Canonical(NuonValue value) => Encoding.UTF8.GetString(NuonText.WriteCanonical(value));

    private static NuonValue Reversed(NuonValue value) => value switch
    {
        NuonRecord record => new NuonRecord([.. record.Fields.Reverse().Select(field => field with { Value = Reversed(field.Value) })]),
        NuonList list => new NuonList([.. list.Items.Select(Reversed)]),
        _ => value,
    };

    private static Gen<NuonValue> Values() => Gen.Sized(size => Value(Math.Min(size, 6)));

    private static Gen<NuonValue> Value(int depth)
    {
        Gen<NuonValue>[] scalars =
        [
            Gen.Constant<NuonValue>(new NuonNothing()),
            Gen.Elements(true, false).Select<bool, NuonValue>(it => new NuonBoolean(it)),
            ArbMap.Default.GeneratorFor<long>().Select<long, NuonValue>(it => new NuonInteger(it)),
            ArbMap.Default.GeneratorFor<long>().Select<long, NuonValue>(it => new NuonDuration(it)),
            ArbMap.Default.GeneratorFor<long>().Select<long, NuonValue>(it => new NuonFileSize(it)),
            ArbMap.Default.GeneratorFor<byte[]>().Select<byte[], NuonValue>(it => new NuonBinary([.. it])),
            Text().Select<string, NuonValue>(it => new NuonString(it)),
        ];
        return depth == 0
            ? Gen.OneOf(scalars)
            : Gen.OneOf(
                [
                    .. scalars,
                    Value(depth / 2).ListOf().Select<List<NuonValue>, NuonValue>(items => new NuonList([.. items])),
                    Text().Zip<string, NuonValue>(Value(depth / 2)).ListOf().Select<List<(string Name, NuonValue Value)>, NuonValue>(
                        fields => new NuonRecord([.. fields.DistinctBy(field => field.Name).Select(field => new NuonField(field.Name, field.Value))])),
                ]);
    }

    private static Gen<string> Text() =>
        Gen.Elements("a", "o>", "true", "1", "1kb", "\"", "\\", "\n", "\0", "\u007F", "é", "\U0001D11E", "\uFFFF", " ", "{", "$x", "'", "`", "#", "2020-01-01", "")
            .ListOf().Select(parts => string.Concat(parts));
}
