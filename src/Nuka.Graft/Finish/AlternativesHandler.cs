using System.Text;

namespace Nuka.Graft.Finish;

/// <summary>
/// What update-alternatives would have made: of all offers for a name whose program exists, the one with the highest priority, the
/// first of equals. Two links, as Debian has them: LINK → /etc/alternatives/NAME → PATH.
/// </summary>
internal sealed class AlternativesHandler : IFinishHandler
{
    /// <inheritdoc/>
    public string Identity => "alternatives/1";

    /// <inheritdoc/>
    public void Apply(FinishContext context)
    {
        IEnumerable<AlternativeOffer> offers = [.. context.Packages.SelectMany(package => package.Reading.Alternatives), .. context.RunAlternatives];
        foreach (IGrouping<string, AlternativeOffer> group in offers.GroupBy(offer => offer.Name, StringComparer.Ordinal))
        {
            AlternativeOffer? best = group.Where(offer => context.Root.Exists(offer.Path)).OrderByDescending(offer => offer.Priority).FirstOrDefault();
            if (best is not null && Link(context, best.Link, best.Name, best.Path))
            {
                foreach (AlternativeLink follower in best.Followers.Where(follower => context.Root.Exists(follower.Path)))
                {
                    Link(context, follower.Link, follower.Name, follower.Path);
                }
            }
        }
    }

    private static bool Link(FinishContext context, string link, string name, string path)
    {
        byte[] place;
        try
        {
            place = Unpack.PackagePath.Normalise(Encoding.UTF8.GetBytes(link), Content.Archives.ArchiveLimits.Package);
        }
        catch (Platform.Errors.NukaException)
        {
            context.Notices.Add($"the alternative {name} is not made: /{link} is no path inside the root");
            return false;
        }

        string where = Encoding.Latin1.GetString(place);
        string stable = $"etc/alternatives/{name}";
        bool ours = context.Root.TryGet(where) is { Kind: Content.Trees.TreeEntryKind.Symlink } there
            && there.Target.Span.SequenceEqual(Encoding.UTF8.GetBytes("/" + stable));
        if (where.Length == 0 || name is "" or "." or ".." || (context.Root.Has(where) && !ours) || LeadsThroughLink(context, where))
        {
            // update-alternatives replaces no real file either.
            context.Notices.Add($"the alternative {name} is not made: /{link} belongs to a package");
            return false;
        }

        context.Layer.AddSymlink(stable, Latin1(path));
        context.Layer.AddSymlink(where, "/" + Latin1(stable));
        return true;
    }

    /// <summary>A link that a layer puts below another package's link would hide that link and everything behind it.</summary>
    private static bool LeadsThroughLink(FinishContext context, string path)
    {
        for (int slash = path.IndexOf('/', StringComparison.Ordinal); slash > 0; slash = path.IndexOf('/', slash + 1))
        {
            if (context.Root.TryGet(path[..slash]) is not null)
            {
                return true;
            }
        }

        return false;
    }

    private static string Latin1(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
