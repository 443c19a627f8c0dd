using System.Diagnostics;
using Nuka.Graft.Index;
using Nuka.Graft.Sources;

namespace Nuka.Graft.Tests.Resolve;

/// <summary>The packages that this machine's apt knows, compiled to an index once. Read-only: nothing of apt's is changed.</summary>
public sealed class RealArchives : IDisposable
{
    private const string Lists = "/var/lib/apt/lists";
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("nuka-resolve-");

    /// <summary>Compiles the index, if apt has lists.</summary>
    public RealArchives()
    {
        string[] files = Directory.Exists(Lists) ? [.. Directory.GetFiles(Lists, "*_Packages*").Order(StringComparer.Ordinal)] : [];
        List<ReleaseState> releases = [];
        Directory.CreateDirectory(ListsDirectory);
        foreach (string file in files)
        {
            string name = Path.GetFileName(file);
            string compiled = $"{releases.Count}.index";
            byte[] bytes = Run("/usr/lib/apt/apt-helper", ["cat-file", file]);
            File.WriteAllBytes(Path.Combine(ListsDirectory, name[..(name.LastIndexOf("_Packages", StringComparison.Ordinal) + "_Packages".Length)]), bytes);
            using (MemoryStream text = new(bytes))
            {
                int count = PackageIndexBuilder.Build(text, Path.Combine(_directory.FullName, compiled), CancellationToken.None).PackageCount;
                releases.Add(new ReleaseState
                {
                    Uri = "lists",
                    Suite = name,
                    Codename = name.Split("_dists_")[^1].Split('_')[0],
                    Origin = "debian",
                    ReleaseSha256 = name,
                    SignedByKey = "apt",
                    Packages = [new CompiledIndex("main", "amd64", compiled, count)],
                });
            }
        }

        foreach (string release in Directory.Exists(Lists) ? Directory.GetFiles(Lists, "*Release*") : [])
        {
            File.Copy(release, Path.Combine(ListsDirectory, Path.GetFileName(release)));
        }

        Index = PackageIndex.Open(_directory.FullName, releases);
        Names = [.. Index.All().Select(record => record.Name).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>apt's lists with the Packages files as text, named as apt names them: apt reads single stanzas of a compressed one by reading all before it.</summary>
    internal string ListsDirectory => Path.Combine(_directory.FullName, "lists");

    /// <summary>The Packages files as text.</summary>
    internal string[] TextFiles => [.. Directory.GetFiles(ListsDirectory, "*_Packages").Order(StringComparer.Ordinal)];

    internal PackageIndex Index { get; }

    /// <summary>The names of all packages, sorted.</summary>
    internal string[] Names { get; }

    /// <summary>Whether there are lists with a real archive's number of packages.</summary>
    internal bool IsUsable => Names.Length > 50_000;

    public void Dispose()
    {
        Index.Dispose();
        _directory.Delete(recursive: true);
    }

    /// <summary>A repeatable sample of names.</summary>
    internal string[] Sample(int count, int seed)
    {
        string[] names = [.. Names];
        new Random(seed).Shuffle(names);
        return names[..count];
    }

    internal static byte[] Run(string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        using MemoryStream output = new();
        process.StandardOutput.BaseStream.CopyTo(output);
        process.WaitForExit();
        errors.Wait();
        return output.ToArray();
    }
}
