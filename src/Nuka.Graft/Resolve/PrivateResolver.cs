using System.Collections.Immutable;
using Nuka.Graft.Index;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Resolve;

/// <summary>
/// Chooses packages that stand in directories of their own beside a root that is chosen already: of what they need, what the root satisfies is
/// taken from there, and the rest comes along into the same directory. They may conflict with the root, which never sees them.
/// </summary>
public static class PrivateResolver
{
    /// <summary>Chooses.</summary>
    /// <param name="index">The archives; must stay open while the answer is read.</param>
    /// <param name="options">How to choose; what every environment holds is in the root and not chosen again.</param>
    /// <param name="root">The packages of the root.</param>
    /// <param name="requests">What is asked for, each for a directory of its own.</param>
    /// <param name="locked">Packages of an existing lock by their directories.</param>
    /// <returns>The packages, by directory, each after those it needs.</returns>
    /// <exception cref="NukaException"><c>graft/private-c-library</c>, and those of <see cref="DebianResolver.Resolve"/>.</exception>
    public static ImmutableArray<PlacedPackage> Resolve(
        PackageIndex index,
        ResolveOptions options,
        ImmutableArray<PackageRecord> root,
        IEnumerable<ResolveRequest> requests,
        ILookup<string, LockedPackage> locked)
    {
        ArgumentNullException.ThrowIfNull(index);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(locked);
        List<PlacedPackage> placed = [];
        foreach (ResolveRequest request in requests.OrderBy(request => PrefixOf(request), StringComparer.Ordinal))
        {
            string prefix = PrefixOf(request);
            ResolveOptions own = options with { Policy = options.Policy with { Base = [] }, Given = root, Locked = [.. locked[prefix]] };
            foreach (ResolvedPackage package in new DebianResolver(index, own).Resolve([request]).Packages)
            {
                placed.Add(package.Record.SourceName == "glibc" ? throw CLibrary(request, package) : new PlacedPackage(package.Record, prefix));
            }
        }

        return [.. placed];
    }

    /// <summary>The directory of a request.</summary>
    /// <param name="request">A package by its name.</param>
    public static string PrefixOf(ResolveRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return $"opt/{request.Text.Split('=', 2)[0]}";
    }

    private static NukaException CLibrary(ResolveRequest request, ResolvedPackage package) =>
        new Problem("graft/private-c-library", $"`{request.Text}` cannot stand in a directory of its own: it would bring another C library")
        {
            Place = request.Place,
            Reasons =
            [
                $"{package.Record.Name} {package.Record.Version} would come along{(package.Reasons[0].Owner is { Length: > 0 } owner ? $", for {owner}" : string.Empty)}",
                "programs are started by the root's dynamic loader, which works with its own C library alone",
            ],
            Hints = ["ask for a version that the root's C library satisfies"],
        }.ToException();
}
