using System.Diagnostics;
using Nuka.Graft.Download;
using Nuka.Graft.Index;
using Nuka.Graft.Sources;
using Nuka.Graft.Tests.Index;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Tests.Sources;

/// <summary>The machine's own apt configuration, network and keys, with apt-cache as the judge; skipped where there is none.</summary>
public sealed class MachineSourcesTests : IDisposable
{
    private const string AptDirectory = "/etc/apt";

    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    [Trait("tier", "sample")]
    public async Task The_machine_s_own_sources_are_read_fetched_checked_and_say_what_apt_says()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/apt-cache") && File.Exists("/usr/bin/gpgv"), "this machine has no apt or no gpgv");
        SourceList sources = SourceList.Read(new SourceListSettings { AptDirectory = AptDirectory, Architectures = [Run("dpkg", "--print-architecture")] });
        Assert.SkipWhen(sources.Entries.IsEmpty, "this machine has no sources");
        using Fetcher fetcher = new(new FetcherSettings { Apt = AptConfiguration.Read(AptDirectory) });
        DebianArchive archive = new(new ArchiveOptions
        {
            Directory = directory.File("sources-v1"),
            AptDirectory = AptDirectory,
            GpgvPath = "/usr/bin/gpgv",
            LibraryTriplet = "x86_64-linux-gnu",
            Fetcher = fetcher,
            Time = TimeProvider.System,
        });
        try
        {
            await archive.UpdateAllAsync(sources, TestContext.Current.CancellationToken);
        }
        catch (NukaException error) when (error.Problem.Code is "graft/unreachable" or "graft/update-failed")
        {
            Assert.Skip($"the sources cannot be reached: {error.Problem.Message}");
        }

        using ArchiveCatalogue catalogue = archive.Open();
        CompareWithApt(catalogue);
        AssertPicks(catalogue.Contents);
    }

    private static void CompareWithApt(ArchiveCatalogue catalogue)
    {
        string shown = Run("apt-cache", "show", "--no-all-versions", "bash", "libc6", "zlib1g-dev", "git");
        Assert.SkipWhen(shown.Length == 0, "apt has no lists to compare with");
        foreach (string stanza in shown.Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
        {
            Dictionary<string, string> fields = stanza.Split('\n').Where(line => line.Length > 0 && line[0] != ' ').Select(line => line.Split(": ", 2))
                .Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
            PackageRecord? ours = catalogue.Packages.Find(fields["Package"]).FirstOrDefault(found => found.Sha256 == fields["SHA256"]);
            Assert.NotNull(ours);
            Assert.Equal((fields["Version"], fields["Filename"], fields.GetValueOrDefault("Depends", "")), (ours.Version, ours.FileName, ours.Depends));
        }
    }

    /// <summary>What a person would choose for what native builds miss most; holds for every Debian and Ubuntu of the last ten years.</summary>
    private static void AssertPicks(ContentsIndex contents)
    {
        Assert.SkipWhen(contents.Count == 0, "the archive has no lists of contents");
        Assert.Equal("libcairo2-dev", contents.FindPkgConfig("cairo")[0].Package);
        Assert.Equal("libcairo2-dev", contents.FindHeader("cairo.h")[0].Package);
        Assert.Equal("libx11-dev", contents.FindHeader("X11/Xlib.h")[0].Package);
        Assert.Equal("zlib1g-dev", contents.FindHeader("zlib.h")[0].Package);
        Assert.Equal("libsqlite3-dev", contents.FindHeader("sqlite3.h")[0].Package);
        Assert.Equal("libx11-6", contents.FindSoname("libX11.so.6")[0].Package);
        Assert.Equal("zlib1g-dev", contents.FindLinkLibrary("z")[0].Package);
        Assert.Equal("make", contents.FindProgram("make")[0].Package);
        Assert.Equal("python3-numpy", contents.FindPythonModule("numpy.linalg")[0].Package);
        Assert.Equal("libxml-parser-perl", contents.FindPerlModule("XML::Parser")[0].Package);
        Assert.Empty(contents.FindHeader("there/is/no/such.h"));
    }

    private static string Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output.Trim();
    }
}
