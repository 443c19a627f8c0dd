using System.Collections.Immutable;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Store;

namespace Nuka.Build.Profiles;

/// <summary>
/// A person's own packages, as numbered generations of which one is current (specs/profile.md). To change the profile is to make a generation beside the others and
/// to switch to it by one rename; who is killed in between leaves the old one current.
/// </summary>
public sealed partial class Profile
{
    private const uint OwnerOnly = 0x1C0; // 0700

    private readonly string directory;
    private readonly string name;
    private readonly GenerationShelf generations;
    private readonly ContentStore store;
    private readonly TimeProvider clock;
    private readonly Action<string>? beforeStep;

    /// <summary>Names a profile; nothing is made before something is installed.</summary>
    /// <param name="directory">The directory of all profiles: <c>profiles-v1</c> of the state.</param>
    /// <param name="name">The profile's name.</param>
    /// <param name="store">The store that has the trees.</param>
    /// <param name="clock">Says when a generation is made.</param>
    /// <param name="beforeStep">Told before each step that changes something; for tests that end the process there.</param>
    public Profile(string directory, string name, ContentStore store, TimeProvider clock, Action<string>? beforeStep = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        this.directory = Path.Combine(directory, name);
        generations = new GenerationShelf(this.directory);
        (this.name, this.store, this.clock, this.beforeStep) = (name, store, clock, beforeStep);
    }

    /// <summary>The path that always shows the current generation: <c>bin</c> and <c>share</c> are in it.</summary>
    public string CurrentPath => generations.CurrentPath;

    /// <summary>The number of the current generation; <see langword="null"/> if nothing was ever installed.</summary>
    public int? CurrentNumber => generations.CurrentNumber;

    /// <summary>The numbers of all generations that there are, in order.</summary>
    public ImmutableArray<int> Numbers => generations.Numbers;

    /// <summary>The current generation.</summary>
    /// <exception cref="NukaException"><c>build/bad-generation</c>.</exception>
    public Generation? Current => generations.Current;

    private string GenerationsPath => generations.AllPath;

    /// <summary>Reads a generation.</summary>
    /// <param name="number">Its number.</param>
    /// <exception cref="NukaException"><c>build/bad-generation</c>, <c>build/no-generation</c>.</exception>
    public Generation Read(int number) => generations.Read(number);

    /// <summary>Plans to install packages, or others in the place of those of the same name.</summary>
    /// <param name="packages">The packages, built, their trees in the store.</param>
    /// <param name="preferred">Names of packages whose files win from now on where two have one path.</param>
    /// <param name="reason">What asked for it, for people: <c>install jq</c>.</param>
    /// <exception cref="NukaException"><c>build/not-installed</c>: a preferred one is not there.</exception>
    public ProfileChange PlanInstall(IReadOnlyCollection<InstalledPackage> packages, IReadOnlyCollection<string> preferred, string reason)
    {
        ArgumentNullException.ThrowIfNull(packages);
        ArgumentNullException.ThrowIfNull(preferred);
        Generation? current = Current;
        ImmutableArray<InstalledPackage> before = current?.Packages ?? [];
        ImmutableArray<InstalledPackage> after =
        [
            .. before.Where(package => packages.All(other => other.Name != package.Name)).Concat(packages).OrderBy(package => package.Name, StringComparer.Ordinal),
        ];
        foreach (string unknown in preferred.Where(word => after.All(package => package.Name != word)))
        {
            throw NotInstalled(unknown, after);
        }

        ImmutableArray<string> wins = [.. (current?.Preferred ?? []).Concat(preferred).Distinct().Order(StringComparer.Ordinal)];
        return new ProfileChange(reason, before, after, wins);
    }

    /// <summary>Plans to remove packages.</summary>
    /// <param name="names">Their names.</param>
    /// <exception cref="NukaException"><c>build/not-installed</c>.</exception>
    public ProfileChange PlanUninstall(IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        Generation? current = Current;
        ImmutableArray<InstalledPackage> before = current?.Packages ?? [];
        foreach (string unknown in names.Where(word => before.All(package => package.Name != word)))
        {
            throw NotInstalled(unknown, before);
        }

        return new ProfileChange(
            $"uninstall {string.Join(' ', names)}", before, [.. before.Where(package => !names.Contains(package.Name))],
            [.. (current?.Preferred ?? []).Where(word => !names.Contains(word))]);
    }

    /// <summary>Looks whether a change can be made, and changes nothing.</summary>
    /// <param name="change">The change.</param>
    /// <param name="exposure">How programs are shown.</param>
    /// <param name="cancellation">Ends the work.</param>
    /// <returns>What will not be shown and why, a line each.</returns>
    /// <exception cref="NukaException"><c>build/collision</c>; <c>store/missing-tree</c>.</exception>
    public ImmutableArray<string> Check(ProfileChange change, IProgramExposure exposure, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new ProfileTree(store, exposure).Join(change.After, change.Preferred, commits: false, cancellation).Hidden;
    }

    /// <summary>Makes a generation of a change and switches to it.</summary>
    /// <param name="change">The change, planned from the generation that is current.</param>
    /// <param name="exposure">How programs are shown.</param>
    /// <param name="cancellation">Looked at until the first step that changes the profile.</param>
    /// <returns>The new generation, and what is not shown and why, a line each.</returns>
    /// <exception cref="NukaException">
    /// <c>build/collision</c>; <c>build/profile-changed</c>: another command was first; <c>store/missing-tree</c>.
    /// </exception>
    public (Generation Generation, ImmutableArray<string> Hidden) Apply(ProfileChange change, IProgramExposure exposure, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(change);
        using FileLock alone = Lock();
        if (!(Current?.Packages ?? []).SequenceEqual(change.Before))
        {
            throw new Problem("build/profile-changed", "the profile was changed by another command in the meantime")
            {
                Hints = ["type the command again"],
            }.ToException();
        }

        RemoveTorn();
        (Digest tree, ImmutableArray<string> hidden) = new ProfileTree(store, exposure).Join(change.After, change.Preferred, commits: true, cancellation);
        return (Begin(tree, change), hidden);
    }

    /// <summary>Makes the next generation, and switches to it.</summary>
    private Generation Begin(Digest tree, ProfileChange change)
    {
        int number = Numbers.LastOrDefault() + 1;
        Generation generation = new(number, clock.GetUtcNow(), change.Reason, tree, change.After, change.Preferred);
        Keep(generation);
        Place(generation);
        Switch(number);
        return generation;
    }

    /// <summary>Switches to a generation that is there; before the first one there was nothing, and that is a generation too.</summary>
    /// <param name="number">Its number; <see langword="null"/>: the one before the current one.</param>
    /// <param name="changesNothing">Whether only to say which it is.</param>
    /// <exception cref="NukaException"><c>build/no-generation</c>, <c>build/bad-generation</c>; <c>store/missing-tree</c>.</exception>
    public Generation Rollback(int? number, bool changesNothing)
    {
        using FileLock? alone = changesNothing ? null : Lock();
        int? current = CurrentNumber;
        int wanted = number ?? Numbers.LastOrDefault(other => other < current);
        if (wanted == 0 && number is null && current == 1 && Current is { Packages.IsEmpty: false } first)
        {
            ProfileChange nothing = new("rollback to nothing", first.Packages, [], []);
            Digest tree = new ProfileTree(store, new StaticPrograms(store)).Join([], [], commits: !changesNothing, CancellationToken.None).Tree;
            return changesNothing ? new Generation(Numbers[^1] + 1, clock.GetUtcNow(), nothing.Reason, tree, [], []) : Begin(tree, nothing);
        }

        Generation generation = wanted == 0 ? throw generations.NoGeneration(null) : Read(wanted);
        if (!changesNothing)
        {
            Place(generation); // Its view may have been made anew, elsewhere.
            Switch(wanted);
        }

        return generation;
    }

    private string RootOf(int number) => $"profile {name} {Text(number)}";

    // The root first: from then on no collection takes anything of it.
    private void Keep(Generation generation)
    {
        beforeStep?.Invoke("root");
        store.SetRoot(RootOf(generation.Number), [.. generation.Packages.SelectMany(package => package.Keeps).Append(Cid.OfTree(generation.Tree)).Distinct()]);
    }

    private void Place(Generation generation)
    {
        string view = store.View(generation.Tree);
        using DirectoryHandle all = DirectoryHandle.Open(PrivateDirectory.Make(GenerationsPath));
        byte[] aside = Encoding.ASCII.GetBytes($".{Guid.NewGuid():N}");
        beforeStep?.Invoke("aside");
        all.CreateDirectory(aside, OwnerOnly);
        try
        {
            using (DirectoryHandle made = all.OpenDirectory(aside))
            {
                foreach (string part in (string[])["bin", "share"])
                {
                    made.CreateSymlink(Encoding.UTF8.GetBytes(Path.Combine(view, part)), Encoding.ASCII.GetBytes(part));
                }

                AtomicFile.Write(Path.Combine(GenerationsPath, Encoding.ASCII.GetString(aside), GenerationShelf.ManifestName), GenerationText.Write(generation));
                made.Sync();
            }

            beforeStep?.Invoke("place");
            byte[] final = Encoding.ASCII.GetBytes(Text(generation.Number));
            if (!all.RenameNew(aside, all, final))
            {
                Relink(all, aside, final);
            }

            all.Sync();
        }
        finally
        {
            all.RemoveTree(aside);
        }
    }

    // It is there already: only where its parts lie may have changed.
    private static void Relink(DirectoryHandle all, byte[] aside, byte[] final)
    {
        using DirectoryHandle made = all.OpenDirectory(aside);
        using DirectoryHandle old = all.OpenDirectory(final);
        foreach (byte[] part in (byte[][])["bin"u8.ToArray(), "share"u8.ToArray()])
        {
            made.Rename(part, old, part);
        }
    }

    private void Switch(int number)
    {
        using DirectoryHandle own = DirectoryHandle.Open(directory);
        byte[] aside = Encoding.ASCII.GetBytes($".{Guid.NewGuid():N}");
        beforeStep?.Invoke("link");
        own.CreateSymlink(Encoding.ASCII.GetBytes($"{GenerationShelf.GenerationsName}/{Text(number)}"), aside);
        try
        {
            beforeStep?.Invoke("switch");
            own.Rename(aside, own, Encoding.ASCII.GetBytes(GenerationShelf.CurrentName));
        }
        catch
        {
            own.RemoveFile(aside);
            throw;
        }

        own.Sync();
        beforeStep?.Invoke("switched");
    }

    private FileLock Lock()
    {
        using DirectoryHandle handle = DirectoryHandle.Open(PrivateDirectory.Make(directory));
        return FileLock.Acquire(handle.OpenOrCreateFile("lock"u8, 0x180), FileLockMode.Exclusive);
    }

    private static string Text(int number) => GenerationShelf.Text(number);

    private static NukaException NotInstalled(string word, ImmutableArray<InstalledPackage> packages) =>
        new Problem("build/not-installed", $"`{word}` is not installed")
        {
            Hints = [.. Spelling.Nearest(word, packages.Select(package => package.Name)).Take(1).Select(near => $"did you mean `{near}`?"), "try: nuka list"],
        }.ToException();
}
