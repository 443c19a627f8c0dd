using System.Collections.Immutable;
using Nuka.Packages.Grafts;
using Nuka.Platform.Errors;

namespace Nuka.Packages.Identity;

/// <summary>Closes a graft that a package names: it comes with all that it depends on and that the package's runtime does not hold.</summary>
/// <param name="set">The packages, and the grafts beside them.</param>
/// <param name="target">What is built for.</param>
internal sealed class GraftCloser(PackageSet set, PackageTarget target)
{
    /// <summary>Closes it.</summary>
    /// <param name="reference">How the package names it.</param>
    /// <param name="role">What for.</param>
    /// <param name="runtime">The package's runtime.</param>
    /// <param name="others">The grafts that it named before.</param>
    /// <param name="dependent">The package.</param>
    /// <exception cref="NukaException"><c>packages/unknown-option</c>, <c>packages/other-platform</c>, <c>packages/grafts-differ</c>.</exception>
    internal GraftLink Close(DraftReference reference, PackageRole role, PackageRuntime runtime, IEnumerable<GraftLink> others, PackageSource dependent)
    {
        string name = reference.Name;
        Place place = dependent.AtWord(name) is { Line: > 0 } hyphened ? hyphened : dependent.AtWord(PackageSource.VariableOf(name));
        if (!reference.Options.Fields.IsEmpty || reference.Level.Length > 0)
        {
            throw new Problem("packages/unknown-option", $"`{name}` is a graft: it is what its archive built, and has neither options nor levels")
            {
                Place = place,
                Hints = ["name it without `with` and `at`", $"or write a package of your own: {name}.nu comes before the graft"],
            }.ToException();
        }

        GraftEntry entry = set.FindGraft(name, target.Platform) ?? throw OtherPlatform(name, place);
        HashSet<string> held = [.. runtime.Grafts.Select(graft => graft.Name)];
        GraftLink link = new(role, name, [.. entry.Packages.Where(package => !held.Contains(package.Graft.Name))]);
        RequireSame(link, others, place);
        return link;
    }

    private NukaException OtherPlatform(string name, Place place)
    {
        GraftLock locked = set.LockOf(name);
        return new Problem("packages/other-platform", $"the graft `{name}` is not locked for {target.Platform}")
        {
            Place = place,
            Reasons = [$"{locked.File} has it for {string.Join(", ", locked.Entries.Where(entry => entry.Name == name).Select(entry => entry.Platform))}"],
            Hints = [$"lock it on such a machine   try: nuka lock --packages {Path.GetDirectoryName(locked.File)} {name}"],
        }.ToException();
    }

    /// <summary>One root has a package once.</summary>
    private static void RequireSame(GraftLink link, IEnumerable<GraftLink> others, Place place)
    {
        foreach (GraftLink other in others)
        {
            foreach ((LockedGraft one, LockedGraft same) in link.Packages.Join(other.Packages, one => one.Owner, same => same.Owner, (one, same) => (one, same)))
            {
                if (one.Graft.Pid != same.Graft.Pid)
                {
                    throw new Problem("packages/grafts-differ", $"the grafts `{other.Name}` and `{link.Name}` are locked with two versions of {one.Graft.Name}")
                    {
                        Place = place,
                        Reasons = [$"{other.Name}: {same.Graft.Version}", $"{link.Name}: {one.Graft.Version}"],
                        Hints = [$"lock both anew   try: nuka lock --packages DIRECTORY {other.Name} {link.Name}"],
                    }.ToException();
                }
            }
        }
    }
}
