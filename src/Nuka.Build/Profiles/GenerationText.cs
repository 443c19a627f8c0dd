using System.Collections.Immutable;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Formats.Nuon;
using Nuka.Packages.Identity;
using Nuka.Platform.Errors;

namespace Nuka.Build.Profiles;

/// <summary>The manifest of a generation, canonical NUON: specs/profile.md.</summary>
internal static class GenerationText
{
    private const string Format = "nuka generation 1";
    private const string Impure = "impure";
    private const string Level = "level";
    private const string Network = "network";

    internal static byte[] Write(Generation generation) => NuonText.WriteCanonical(Record(
        ("format", Text(Format)),
        ("made", new NuonInteger(generation.Made.ToUnixTimeSeconds())),
        ("number", new NuonInteger(generation.Number)),
        ("packages", new NuonList([.. generation.Packages.Select(Package)])),
        ("preferred", Texts(generation.Preferred)),
        ("reason", Text(generation.Reason)),
        ("tree", Text(Cid.OfTree(generation.Tree).ToString()))));

    internal static Generation Read(byte[] text, string path)
    {
        NuonValue value = NuonDocument.Read(text, path);
        try
        {
            Generation read = Read(value);
            return text.AsSpan().SequenceEqual(Write(read)) ? read : throw Bad(path, "it is not in its one form");
        }
        catch (Exception error) when (error is FormatException or ArgumentException or OverflowException)
        {
            throw Bad(path, error.Message, error);
        }
    }

    // What is not so is not said: most packages have no mark.
    private static NuonRecord Package(InstalledPackage package) => Record(
    [
        .. package.IsImpure ? [(Impure, (NuonValue)new NuonBoolean(true))] : Array.Empty<(string, NuonValue)>(),
        .. package.Level.Length > 0 ? [(Level, (NuonValue)Text(package.Level))] : Array.Empty<(string, NuonValue)>(),
        .. package.UsesNetwork ? [(Network, (NuonValue)new NuonBoolean(true))] : Array.Empty<(string, NuonValue)>(),
        ("asked", new NuonBoolean(package.IsAsked)),
        ("name", Text(package.Name)),
        ("outputs", Record([.. package.Outputs.Select(output => (output.Output, (NuonValue)Text(Cid.OfTree(output.Tree).ToString())))])),
        ("pid", Text(package.Pid.ToString())),
        ("runs", Texts(package.Runs.Select(run => Cid.OfTree(run).ToString()))),
        ("version", Text(package.Version)),
    ]);

    private static Generation Read(NuonValue value)
    {
        if (ReadText(value, "format") != Format)
        {
            throw new FormatException("it is no manifest of this version");
        }

        return new Generation(
            checked((int)Field<NuonInteger>(value, "number").Value),
            DateTimeOffset.FromUnixTimeSeconds(Field<NuonInteger>(value, "made").Value),
            ReadText(value, "reason"),
            ReadTree(ReadText(value, "tree")),
            [.. Field<NuonList>(value, "packages").Items.Select(ReadPackage)],
            [.. Field<NuonList>(value, "preferred").Items.Select(Word)]);
    }

    private static InstalledPackage ReadPackage(NuonValue value) => new(
        ReadText(value, "name"),
        ReadText(value, "version"),
        Pid.TryParse(ReadText(value, "pid"), out Pid pid) ? pid : throw new FormatException("a PID in it is none"),
        [.. Field<NuonRecord>(value, "outputs").Fields.Select(field => (field.Name, ReadTree(Word(field.Value))))],
        [.. Field<NuonList>(value, "runs").Items.Select(item => ReadTree(Word(item)))],
        Field<NuonBoolean>(value, "asked").Value)
    {
        IsImpure = Mark(value, Impure),
        Level = ((NuonRecord)value).TryGet(Level, out NuonValue? level) ? Word(level) : "",
        UsesNetwork = Mark(value, Network),
    };

    private static bool Mark(NuonValue value, string name) => ((NuonRecord)value).TryGet(name, out NuonValue? field) && field is NuonBoolean { Value: true };

    private static T Field<T>(NuonValue value, string name)
        where T : NuonValue =>
        value is NuonRecord record && record.TryGet(name, out NuonValue? field) && field is T typed ? typed
            : throw new FormatException($"it has no `{name}`, or one of another type");

    private static string ReadText(NuonValue value, string name) => Field<NuonString>(value, name).Value;

    private static string Word(NuonValue value) => value is NuonString text ? text.Value : throw new FormatException("a name in it is no text");

    private static Digest ReadTree(string text) =>
        Cid.TryParse(text, out Cid cid) && cid.Kind == ContentKind.Tree ? cid.Digest : throw new FormatException($"`{text}` is no name of a tree");

    private static NuonRecord Record(params (string Name, NuonValue Value)[] fields) => new([.. fields.Select(field => new NuonField(field.Name, field.Value))]);

    private static NuonString Text(string text) => new(text);

    private static NuonList Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (NuonValue)Text(text))]);

    private static NukaException Bad(string path, string reason, Exception? inner = null) =>
        new Problem("build/bad-generation", "the manifest of a generation cannot be read")
        {
            Place = new Place(path),
            Reasons = [reason],
            Hints = ["go back to another generation   try: nuka rollback", "remove the directory that the file lies in"],
        }.ToException(inner);
}
