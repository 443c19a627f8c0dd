using Nuka.Projects.Discovery.Files;
using Nuka.Projects.Discovery.Known;

namespace Nuka.Projects.Discovery;

/// <summary>Where the finders put what they find.</summary>
internal sealed class NeedSink(KnownRows known)
{
    // A header that a thousand files include is shown by the first few of them.
    private const int EvidenceLimit = 5;

    private readonly List<Need> needs = [];
    private readonly Dictionary<(string, bool), int> counts = [];
    private readonly HashSet<(string, Evidence)> seen = [];
    private readonly SortedDictionary<string, string> variables = new(StringComparer.Ordinal);

    public IReadOnlyList<Need> Needs => needs;

    public List<RuntimeRequest> Runtimes { get; } = [];

    public SortedSet<string> Ecosystems { get; } = new(StringComparer.Ordinal);

    public List<string> Notes { get; } = [];

    public SortedSet<string> Opened { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether what is added now is found inside a package that is yet to be installed.</summary>
    public bool Inside { get; set; }

    /// <summary>Whether what is added now is needed for the command at hand alone, wherever it was found.</summary>
    public bool ForCommand { get; set; }

    public IReadOnlyDictionary<string, string> Variables => variables;

    public KnownRows Known => known;

    public void Add(NeedKind kind, string name, Evidence evidence, bool optional = false, NeedOrigin origin = NeedOrigin.Static)
    {
        // The person named the command, not what was found behind it: a program that no archive has must not stop it.
        bool isBehind = ForCommand && (kind is NeedKind.Program or NeedKind.Package);
        Need need = new(kind, name, ForCommand ? NeedOrigin.Command : origin, evidence) { Optional = optional || isBehind, Inside = Inside };
        if (name.Length > 0 && seen.Add((need.Key, evidence)))
        {
            int count = counts.GetValueOrDefault((need.Key, optional));
            counts[(need.Key, optional)] = count + 1;
            if (count < EvidenceLimit)
            {
                needs.Add(need);
            }
        }
    }

    public void Add(NeedKind kind, string name, SourceText text, int offset, string token, bool optional = false) =>
        Add(kind, name, text.At(offset, token), optional);

    /// <summary>Adds a printed need such as <c>pc:cairo</c>; a question mark at its end makes it optional.</summary>
    public void AddPrinted(string printed, Evidence evidence, bool optional = false, NeedOrigin origin = NeedOrigin.Known)
    {
        bool asked = printed.EndsWith('?');
        if (NeedText.TryParse(asked ? printed[..^1] : printed, out (NeedKind Kind, string Name) need))
        {
            Add(need.Kind, need.Name, evidence, optional || asked, origin);
        }
    }

    /// <summary>Adds what a known row says is always needed there.</summary>
    /// <returns>Whether there is such a row.</returns>
    public bool AddKnown(string table, string name, Evidence evidence, bool optional = false)
    {
        if (known.Find(table, name) is not { } row)
        {
            return false;
        }

        foreach (string printed in row.Needs)
        {
            AddPrinted(printed, evidence, optional);
        }

        foreach ((string variable, string value) in row.Variables)
        {
            variables[variable] = value;
        }

        return true;
    }

    public void Ask(string runtime, string range, Evidence evidence) => Runtimes.Add(new RuntimeRequest(runtime, range.Trim(), evidence));
}
