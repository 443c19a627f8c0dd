using Nuka.Graft.Download;
using Nuka.Graft.Sources;
using Nuka.Graft.Tests.Index;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Tests.Sources;

/// <summary>A state directory, an apt configuration directory and a clock for one test.</summary>
internal sealed class ArchiveFixture : IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly Fetcher fetcher = new(new FetcherSettings { IdleTimeout = TimeSpan.FromSeconds(2), ConnectTimeout = TimeSpan.FromSeconds(2) });

    public ArchiveFixture()
    {
        Directory.CreateDirectory(Apt);
        Directory.CreateDirectory(ArchiveRoot);
    }

    public string Apt => directory.File("apt");

    public string ArchiveRoot => directory.File("archive");

    public string State => directory.File("sources-v1");

    public SettableTime Time { get; } = new(new DateTimeOffset(2026, 1, 11, 0, 0, 0, TimeSpan.Zero));

    public NoteList Progress { get; } = new();

    public Fetcher Fetcher => fetcher;

    public bool IsOffline { get; set; }

    public string GpgvPath { get; set; } = "/usr/bin/gpgv";

    public string Base => $"file://{ArchiveRoot}";

    public DebianArchive Archive => new(new ArchiveOptions
    {
        Directory = State,
        AptDirectory = Apt,
        GpgvPath = GpgvPath,
        LibraryTriplet = "x86_64-linux-gnu",
        Fetcher = fetcher,
        Time = Time,
        Progress = Progress,
        IsOffline = IsOffline,
    });

    public SourceList ReadSources() => SourceList.Read(new SourceListSettings { AptDirectory = Apt, OwnDirectory = Path.Combine(State, "sources.d"), Architectures = ["amd64"] });

    /// <summary>Writes the one list of sources and reads it.</summary>
    public SourceList Sources(string oneLine)
    {
        File.WriteAllText(Path.Combine(Apt, "sources.list"), oneLine);
        return ReadSources();
    }

    public async Task<UpdateReport> UpdateAsync(string oneLine) => await Archive.UpdateAllAsync(Sources(oneLine), TestContext.Current.CancellationToken);

    /// <summary>An update that gives nothing at all, and why.</summary>
    public async Task<Problem> FailAsync(string oneLine) => (await Assert.ThrowsAsync<NukaException>(() => UpdateAsync(oneLine))).Problem;

    public void Dispose()
    {
        fetcher.Dispose();
        directory.Dispose();
    }
}
