using System.Collections.Immutable;
using System.Text;
using Nuka.Build.Profiles;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Packages.Identity;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Store;

namespace Nuka.Build.Tests.Profiles;

/// <summary>A store with a profile, and packages that are made of a few files.</summary>
public abstract class ProfileFixture : IDisposable
{
    private readonly bool _isOwn;
    private ContentStore? _store;

    protected ProfileFixture(string? directory = null)
    {
        _isOwn = directory is null;
        Place = directory ?? Directory.CreateTempSubdirectory("nuka-profile-").FullName;
    }

    internal string Place { get; }

    internal Clock Time { get; } = new();

    internal Action<string>? BeforeStep { get; init; }

    internal ContentStore Store => _store ??= ContentStore.Open(
        new StoreOptions { Directory = Path.Join(Place, "store-v1"), TimeProvider = TimeProvider.System, BeforeStep = BeforeStep });

    internal Profile Profile => new(Path.Join(Place, "profiles-v1"), "default", Store, Time, BeforeStep);

    internal IProgramExposure Everything { get; } = new Shower();

    /// <summary>A package of the files <c>path=content</c>, <c>path*=content</c> (executable) and <c>path@target</c> (a link).</summary>
    internal InstalledPackage Package(string name, string version, params string[] files) => new(
        name, version, new Pid(Blake3.Hash(Encoding.UTF8.GetBytes($"{name} {version}"))), [("out", Put(files))], []);

    internal Digest Put(params string[] files)
    {
        using TreeWriter writer = Store.BeginTree();
        foreach (string file in files)
        {
            int mark = file.IndexOfAny(['=', '@']);
            bool executable = file[mark - 1] == '*';
            byte[] path = Encoding.UTF8.GetBytes(file[..(executable ? mark - 1 : mark)]);
            byte[] content = Encoding.UTF8.GetBytes(file[(mark + 1)..]);
            if (file[mark] == '@')
            {
                writer.AddSymlink(path, content);
            }
            else
            {
                writer.AddFile(path, executable, content);
            }
        }

        return writer.Commit();
    }

    internal Generation Install(params InstalledPackage[] packages) => Install([], packages);

    internal Generation Install(string[] preferred, params InstalledPackage[] packages) => Profile.Apply(
        Profile.PlanInstall(packages, preferred, $"install {string.Join(' ', packages.Select(package => package.Name))}"), Everything, default).Generation;

    internal Generation Uninstall(params string[] names) => Profile.Apply(Profile.PlanUninstall(names), Everything, default).Generation;

    /// <summary>What the current generation shows: paths, and what is in the files.</summary>
    internal ImmutableSortedDictionary<string, string> Shown()
    {
        string current = Profile.CurrentPath;
        return ((string[])["bin", "share"]).SelectMany(part => Directory.EnumerateFiles(Path.Join(current, part), "*", SearchOption.AllDirectories))
            .ToImmutableSortedDictionary(path => path[(current.Length + 1)..], File.ReadAllText, StringComparer.Ordinal);
    }

    internal bool Has(Digest tree) => Store.Contains(Cid.OfTree(tree));

    internal static Problem Refused(Action action) => Assert.Throws<NukaException>(action).Problem;

    public void Dispose()
    {
        _store?.Dispose();
        if (_isOwn)
        {
            using DirectoryHandle parent = DirectoryHandle.Open(Path.GetDirectoryName(Place)!);
            parent.RemoveTree(Encoding.UTF8.GetBytes(Path.GetFileName(Place)));
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>A clock that a test sets.</summary>
    internal sealed class Clock : TimeProvider
    {
        internal DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class Shower : IProgramExposure
    {
        public ExposedProgram Expose(InstalledPackage package, string path, TreeEntry file) => ExposedProgram.AsItIs;
    }
}
