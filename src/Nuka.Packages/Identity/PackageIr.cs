using System.Collections.Immutable;
using Nuka.Formats.Nuon;
using Nuka.Packages.Grafts;

namespace Nuka.Packages.Identity;

/// <summary>
/// The package IR: a draft closed over everything that the package depends on, in two parts (specs/pir.md). What a build could come to see stands in
/// the identity, and is hashed; everything else, such as where a source may be fetched from, stands beside it and moves no name.
/// </summary>
public sealed class PackageIr
{
    /// <summary>The mark of a package whose own build has the network.</summary>
    internal const string ImpureByItself = "network";

    /// <summary>The mark of a package that is made from an impure one.</summary>
    internal const string ImpureBelow = "below";

    private readonly byte[] identity;
    private readonly Lazy<NuonRecord> identityRecord;
    private readonly Lazy<NuonRecord> aboutRecord;

    /// <summary>Puts the two parts together.</summary>
    /// <param name="identity">What is hashed; only values that have a canonical form.</param>
    /// <param name="about">What is not hashed; only values that have a canonical form.</param>
    /// <param name="runtime">What its build root begins with.</param>
    /// <param name="links">The packages that it names.</param>
    /// <exception cref="Nuka.Platform.Errors.NukaException"><c>formats/nuon-not-canonical</c>.</exception>
    public PackageIr(NuonRecord identity, NuonRecord about, PackageRuntime runtime, ImmutableArray<PackageLink> links)
    {
        identityRecord = new Lazy<NuonRecord>(identity);
        aboutRecord = new Lazy<NuonRecord>(about);
        Runtime = runtime;
        Links = links;
        this.identity = NuonText.WriteCanonical(identity);
        Pid = Pid.Of(this.identity);
    }

    /// <summary>Takes a package that was closed before; its records are read when somebody asks for them.</summary>
    /// <param name="pid">The digest of the identity.</param>
    /// <param name="identity">The canonical text of the identity.</param>
    /// <param name="order">The identity with its fields as they were put together; empty where that is the canonical order.</param>
    /// <param name="about">The text of what is not hashed.</param>
    /// <param name="runtime">What its build root begins with.</param>
    /// <param name="links">The packages that it names.</param>
    internal PackageIr(Pid pid, byte[] identity, byte[] order, byte[] about, PackageRuntime runtime, ImmutableArray<PackageLink> links)
    {
        this.identity = identity;
        identityRecord = new Lazy<NuonRecord>(() => (NuonRecord)NuonDocument.Read(order.Length == 0 ? identity : order, "identity"));
        aboutRecord = new Lazy<NuonRecord>(() => (NuonRecord)NuonDocument.Read(about, "about"));
        Runtime = runtime;
        Links = links;
        Pid = pid;
    }

    /// <summary>What is hashed.</summary>
    public NuonRecord Identity => identityRecord.Value;

    /// <summary>What is not.</summary>
    public NuonRecord About => aboutRecord.Value;

    /// <summary>The runtime that is named in the identity, with all that it consists of.</summary>
    public PackageRuntime Runtime { get; }

    /// <summary>The packages that are named in the identity, in its order; each once for each role.</summary>
    public ImmutableArray<PackageLink> Links { get; }

    /// <summary>The grafts that are named in the identity, in its order; each once for each role.</summary>
    public ImmutableArray<GraftLink> Grafts { get; init; } = [];

    /// <summary>What the runtime gets besides, in join order: every graft that is named, with what it depends on.</summary>
    public ImmutableArray<LockedGraft> Added => [.. Grafts.SelectMany(link => link.Packages).Distinct()];

    /// <summary>The package's name.</summary>
    public string Name => Text("name");

    /// <summary>The package's version.</summary>
    public string Version => Text("version");

    /// <summary>The level of processors that it is built for.</summary>
    public string Level => Text("level");

    /// <summary>The levels of processors that are worth a build of their own.</summary>
    public ImmutableArray<string> WorthLevels =>
        About.TryGet("cpu", out NuonValue? levels) ? [.. ((NuonList)levels).Items.Select(level => ((NuonString)level).Value)] : [];

    /// <summary>Whether the package says that its programs are memory-safe, which a build must show.</summary>
    public bool IsSaidSafe => About.TryGet("safety", out NuonValue? safety) && safety is NuonString { Value: "memory-safe" };

    /// <summary>The text of the build step.</summary>
    public string Build => Text("build");

    /// <summary>The step's third parameter.</summary>
    public NuonRecord Arguments => (NuonRecord)Field("arguments");

    /// <summary>Variables of the step's environment; all of them text.</summary>
    public NuonRecord Variables => (NuonRecord)Field("variables");

    /// <summary>What may be in the outputs although it is refused otherwise.</summary>
    public NuonRecord Allow => (NuonRecord)Field("allow");

    /// <summary>Whether it is built with the network, or made from something that is: what comes of it may be another thing each time.</summary>
    public bool IsImpure => Identity.TryGet("impure", out _);

    /// <summary>Why its own build needs the network; <see langword="null"/> if it does not.</summary>
    public string? ImpureReason => Identity.TryGet("impure", out NuonValue? mark) && mark is NuonString { Value: ImpureByItself }
        ? (About.TryGet("impure", out NuonValue? reason) && reason is NuonString text ? text.Value : "") : null;

    /// <summary>The names of the trees that a build makes, <c>out</c> first.</summary>
    public ImmutableArray<string> Outputs => [.. ((NuonList)Field("outputs")).Items.Select(output => ((NuonString)output).Value)];

    /// <summary>The outputs that are there for running it: all but <c>dev</c>, which only building against it needs.</summary>
    public IEnumerable<string> RunOutputs => Outputs.Where(output => output != "dev");

    /// <summary>The digest of the identity.</summary>
    public Pid Pid { get; }

    /// <summary>The canonical text of the identity: what the PID is the digest of.</summary>
    public ReadOnlySpan<byte> IdentityText => identity;

    /// <summary>The canonical text of the whole: a record of <c>about</c> and <c>identity</c>.</summary>
    public byte[] Encode() => NuonText.WriteCanonical(new NuonRecord([new NuonField("about", About), new NuonField("identity", Identity)]));

    /// <summary>What an output is called, for people: <c>zlib</c>, <c>zlib (dev)</c>.</summary>
    /// <param name="output">The output.</param>
    public string NameOf(string output) => output == "out" ? Name : $"{Name} ({output})";

    /// <summary>This package and all that it is made from, each once, each after what it is made from.</summary>
    public ImmutableArray<PackageIr> Closure()
    {
        ImmutableArray<PackageIr>.Builder all = ImmutableArray.CreateBuilder<PackageIr>();
        HashSet<Pid> seen = [];
        Add(this);
        return all.ToImmutable();

        void Add(PackageIr package)
        {
            if (seen.Add(package.Pid))
            {
                foreach (PackageLink link in package.Links)
                {
                    Add(link.Package);
                }

                all.Add(package);
            }
        }
    }

    private string Text(string field) => ((NuonString)Field(field)).Value;

    private NuonValue Field(string field) =>
        Identity.TryGet(field, out NuonValue? value) ? value : throw new InvalidOperationException($"the identity has no {field}");
}
