using System.Collections.Immutable;
using Nuka.Platform.Files;
using Nuka.Sandbox.Plans;

namespace Nuka.Sandbox.Compiled;

/// <summary>
/// Divides the mounts of a plan. What lies below a directory that programs write is placed by the launcher, since bubblewrap would follow links that
/// programs lay there: mounts of the plan, and those that keep a program from writing or moving aside what other tools obey. A mount
/// point cannot be renamed or removed in the namespace it is in; a directory above one can, so each directory on the way is mounted on itself too.
/// What was granted is found by the launcher as well, wherever it is to be seen: bubblewrap mounts it from aside, where no program can change a name.
/// What is shown read-only in the root itself is placed as well, which is safe either way and quicker: bubblewrap reads the whole table of mounts,
/// every layer of the root in it, for each mount that it makes.
/// </summary>
internal sealed class PlacedMounts
{
    private readonly SandboxPlan plan;
    private readonly List<Held> placed = [];
    private readonly List<PlacedMount> inRoot = [];
    private readonly List<PlacedMount> aside = [];
    private readonly List<SandboxMount> byPath = [];
    private readonly HashSet<string> pinned = new(StringComparer.Ordinal);

    private PlacedMounts(SandboxPlan plan)
    {
        this.plan = plan;
        if (!plan.ProtectedPaths.IsEmpty || !plan.ProtectedLinks.IsEmpty)
        {
            AddProtected();
        }

        for (int index = 0; index < plan.Mounts.Length; index++)
        {
            Add(index);
        }
    }

    /// <summary>What bubblewrap mounts where the launcher places the rest.</summary>
    internal ImmutableArray<SandboxMount> ByPath => [.. byPath];

    /// <summary>What bubblewrap mounts where the launcher has no namespace of its own and can only look for links beforehand.</summary>
    /// <remarks>What is mounted on itself comes right after its holder, the outer ones first: it would cover what is mounted below it already.</remarks>
    internal ImmutableArray<SandboxMount> AllByPath
    {
        get
        {
            ImmutableArray<SandboxMount>.Builder all = ImmutableArray.CreateBuilder<SandboxMount>(plan.Mounts.Length);
            foreach (SandboxMount mount in plan.Mounts)
            {
                all.Add(mount);
                if (mount is BindMount holder && placed.Count > 0)
                {
                    all.AddRange(OnThemselves(holder));
                }
            }

            return all.ToImmutable();
        }
    }

    /// <summary>What the launcher places: the innermost holders first, as a directory takes along what is mounted below it already.</summary>
    internal ImmutableArray<PlacedMount> Placed =>
    [
        .. plan.Mounts.OfType<BindMount>().Where(IsWalked).Select(LookedAt),
        .. placed.OrderByDescending(entry => entry.Holder.Target.Length).Select(entry => entry.Mount), .. aside, .. inRoot,
    ];

    internal static PlacedMounts Of(SandboxPlan plan) => new(plan);

    private void Add(int index)
    {
        SandboxMount mount = plan.Mounts[index];
        PlacedKinds source = OfSource(mount);
        if (mount is BindMount { Access: not BindAccess.Device } bind && Holder(bind.Target, plan.Mounts.AsSpan(0, index)) is { } holder && Takes(holder, bind))
        {
            if (bind.StaysInPlace && holder.Access == BindAccess.Write)
            {
                PinAbove(bind.Target, holder);
            }

            placed.Add(new Held(holder, new PlacedMount(Kind(bind) | Of(holder) | source, bind.Source, holder.Source, Below(holder, bind.Target))));
        }
        else if (mount is BindMount { Access: BindAccess.Read } shown && !byPath.Exists(other => Touches(other.Target, shown.Target)))
        {
            inRoot.Add(new PlacedMount(PlacedKinds.InRoot | PlacedKinds.ReadOnly | source, shown.Source, PlanCompiler.RootPlace(plan), shown.Target[1..]));
        }
        else if (mount is BindMount { Access: not BindAccess.Device, Optional: false } granted && IsWalked(granted))
        {
            PlacedMount found = new(PlacedKinds.Aside | Kind(granted) | source, granted.Source, plan.MountPoint, $"aside/{aside.Count}");
            aside.Add(found);
            byPath.Add(granted with { Source = $"{found.Holder}/{found.Place}" });
        }
        else
        {
            byPath.Add(mount);
        }
    }

    private static PlacedKinds OfSource(SandboxMount mount) => mount is BindMount bind
        ? (bind.Optional ? PlacedKinds.MayBeMissing : PlacedKinds.None) | (IsWalked(bind) ? PlacedKinds.WalksSource : PlacedKinds.None)
        : PlacedKinds.None;

    private void AddProtected()
    {
        (string Path, PlacedKinds Kind)[] all =
        [
            .. plan.ProtectedPaths.Select(path => (path, PlacedKinds.ReadOnly)), .. plan.ProtectedLinks.Select(path => (path, PlacedKinds.Link)),
        ];
        foreach ((string path, PlacedKinds kind) in all.OrderBy(entry => entry.Path, StringComparer.Ordinal))
        {
            if (Holder(path, plan.Mounts.AsSpan()) is not { Access: BindAccess.Write } holder)
            {
                continue;
            }

            PinAbove(path, holder);
            placed.Add(new Held(holder, new PlacedMount(kind | Of(holder), "", holder.Source, Below(holder, path))));
        }
    }

    private void PinAbove(string path, BindMount holder)
    {
        foreach (string directory in SandboxPaths.Between(holder.Target, path).Where(pinned.Add))
        {
            placed.Add(new Held(holder, new PlacedMount(Of(holder), "", holder.Source, Below(holder, directory))));
        }
    }

    private static PlacedKinds Kind(BindMount bind) =>
        (bind.Access == BindAccess.Read ? PlacedKinds.ReadOnly : PlacedKinds.None) | (bind.IsFile ? PlacedKinds.MakesFile : PlacedKinds.MakesDirectory);

    private static PlacedKinds Of(BindMount holder) => IsWalked(holder) ? PlacedKinds.WalksHolder : PlacedKinds.None;

    /// <summary>Of what is only read here another sandbox may change the names; but a mount that is made below it becomes read-only with it.</summary>
    private static bool Takes(BindMount holder, BindMount bind) =>
        holder.Access == BindAccess.Write || (holder.Access == BindAccess.Read && bind.Access == BindAccess.Read && IsWalked(holder));

    private static bool IsWalked(BindMount bind) => bind.IsResolved && bind.Source != "/";

    // What bubblewrap mounts comes after all that is placed: of two mounts that touch, the later one must stay the later.
    private static bool Touches(string target, string other) => PathNames.IsAtOrBelow(target, other) || PathNames.IsBelow(other, target);

    /// <summary>The mount that a path is seen through: the last one that is above it.</summary>
    private static BindMount? Holder(string path, ReadOnlySpan<SandboxMount> mounts)
    {
        for (int index = mounts.Length - 1; index >= 0; index--)
        {
            if (PathNames.IsBelow(path, mounts[index].Target))
            {
                return mounts[index] as BindMount;
            }
        }

        return null;
    }

    private static PlacedMount LookedAt(BindMount bind) =>
        new(PlacedKinds.IsLookedAt | (bind.Optional ? PlacedKinds.MayBeMissing : PlacedKinds.None), "", "/", bind.Source[1..]);

    private static string Below(BindMount holder, string path) => path[(holder.Target == "/" ? 1 : holder.Target.Length + 1)..];

    private IEnumerable<SandboxMount> OnThemselves(BindMount holder) =>
        placed.Where(entry => entry.Mount.Source.Length == 0 && ReferenceEquals(entry.Holder, holder)).OrderBy(entry => entry.Mount.Place.Length).Select(OnItself);

    private static BindMount OnItself(Held entry)
    {
        string source = Path.Join(entry.Holder.Source, entry.Mount.Place);
        BindAccess access = entry.Mount.Kind.HasFlag(PlacedKinds.ReadOnly) ? BindAccess.Read : BindAccess.Write;
        return new BindMount(source, Path.Join(entry.Holder.Target, entry.Mount.Place), access) { IsFile = !Directory.Exists(source) };
    }

    /// <summary>A mount, and the one that it is seen through.</summary>
    private sealed record Held(BindMount Holder, PlacedMount Mount);
}
