using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Environments.Exec;
using Nuka.Environments.Join;
using Nuka.Platform.Files;
using Nuka.Projects.Answers;
using Nuka.Projects.Locks;
using Nuka.Store;

namespace Nuka.Projects.Observing;

/// <summary>Which package of an environment brings a library or a program: asked of the trees themselves, so no index is needed.</summary>
internal sealed class LibraryOwners
{
    private readonly ContentStore store;
    private readonly LockedPlatform platform;
    private readonly AnswerTable answers = AnswerTable.Own;
    private readonly Dictionary<string, LockedPackage?> libraries = new(StringComparer.Ordinal);

    private LibraryOwners(ContentStore store, LockedPlatform platform)
    {
        this.store = store;
        this.platform = platform;
        foreach (LockedPackage package in platform.Packages)
        {
            foreach ((string soName, string _) in SonameTable.Of(store, package.Tree.Digest).Rows)
            {
                libraries.TryAdd(soName, package);
            }
        }

        // What maintainer scripts link to its place (libblas.so.3) is in the finish layer; whose it is, only the table of answers knows.
        foreach (string name in SonameTable.SearchedDirectories.SelectMany(directory => Names(platform.Finish.Digest, directory)))
        {
            libraries.TryAdd(name, Answered($"so:{name}"));
        }
    }

    /// <summary>Reads the trees of an environment, all of which the store has.</summary>
    /// <param name="store">The store.</param>
    /// <param name="platform">The environment.</param>
    public static LibraryOwners Of(ContentStore store, LockedPlatform platform) => new(store, platform);

    /// <summary>Whether the dynamic loader finds a library in the environment by itself.</summary>
    /// <param name="soName">What a program asks for.</param>
    public bool Has(string soName) => libraries.ContainsKey(soName);

    /// <summary>The package with a library; <see langword="null"/> if there is none, or if only the finish layer has it.</summary>
    /// <param name="soName">What a program asks for.</param>
    public LockedPackage? OfLibrary(string soName) => libraries.GetValueOrDefault(soName);

    /// <summary>The package with a program.</summary>
    /// <param name="name">Its name.</param>
    public LockedPackage? OfProgram(string name)
    {
        if (!FileName.IsValid(Encoding.UTF8.GetBytes(name)))
        {
            return null; // `#!/usr/bin/env some/path`
        }

        FileName file = FileName.FromText(name);
        return platform.Packages.FirstOrDefault(package =>
            ProgramDirectories.All.Any(directory => store.FindTree(package.Tree.Digest, directory)?.Find(file) is not null)) ?? Answered($"bin:{name}");
    }

    private LockedPackage? Answered(string key) =>
        answers.Find(key).Select(name => platform.Packages.FirstOrDefault(package => package.Name == name && !package.IsPrivate))
            .FirstOrDefault(package => package is not null);

    private IEnumerable<string> Names(Digest tree, string directory) =>
        (store.FindTree(tree, directory)?.Entries ?? []).Where(entry => entry.Kind != TreeEntryKind.Directory).Select(entry => entry.Name.ToString());
}
