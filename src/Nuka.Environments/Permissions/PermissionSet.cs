using System.Collections.Immutable;
using System.Text;
using Nuka.Content.Hashing;
using Nuka.Platform.Files;

namespace Nuka.Environments.Permissions;

/// <summary>
/// A set of permissions in canonical order. What a program gets is <see cref="Defaults"/>, widened by what was granted and
/// narrowed by what the person denied.
/// </summary>
public sealed class PermissionSet
{
    private PermissionSet(ImmutableSortedSet<Permission> items) => Items = items;

    /// <summary>Nothing beyond the project itself.</summary>
    public static PermissionSet Empty { get; } = new([]);

    /// <summary>What every environment has unless it is denied: the host's network.</summary>
    public static PermissionSet Defaults { get; } = Of([new Permission(PermissionKind.Network, "host")]);

    /// <summary>The permissions, in order.</summary>
    public ImmutableSortedSet<Permission> Items { get; }

    /// <summary>The network: <c>host</c>, <c>internet</c> or <c>none</c>.</summary>
    public string Network => Values(PermissionKind.Network).FirstOrDefault("none");

    /// <summary>Names this set: equal sets have equal digests, whatever the order they were written in.</summary>
    public Digest Digest => Blake3.DeriveKey("nuka permission request v1", Encoding.UTF8.GetBytes(string.Join('\n', Items)));

    /// <summary>Makes a set. Of several networks the widest counts.</summary>
    /// <param name="items">The permissions, in any order.</param>
    public static PermissionSet Of(IEnumerable<Permission> items) => new(Normalise(items.ToImmutableSortedSet()));

    /// <summary>The values of one kind, in order.</summary>
    /// <param name="kind">The kind.</param>
    public IEnumerable<string> Values(PermissionKind kind) => Items.Where(item => item.Kind == kind).Select(item => item.Value);

    /// <summary>Whether one of this kind is there.</summary>
    /// <param name="kind">The kind.</param>
    public bool Has(PermissionKind kind) => Items.Any(item => item.Kind == kind);

    /// <summary>This set and another.</summary>
    /// <param name="other">The other.</param>
    public PermissionSet Union(PermissionSet other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Of(Items.Union(other.Items));
    }

    /// <summary>
    /// This set without what is denied. Denying a path denies both its forms and everything below it; denying the network, in
    /// whatever form, leaves none.
    /// </summary>
    /// <param name="denied">What is denied.</param>
    public PermissionSet Without(PermissionSet denied)
    {
        ArgumentNullException.ThrowIfNull(denied);
        return Of(Items.Where(item => !denied.Items.Any(deny => Denies(deny, item))));
    }

    /// <summary>What of a request this set does not cover.</summary>
    /// <param name="request">What is asked for.</param>
    public PermissionSet Missing(PermissionSet request)
    {
        ArgumentNullException.ThrowIfNull(request);
        Permission nothing = new(PermissionKind.Network, "none");
        return Of(request.Items.Where(item => item != nothing && !Items.Any(have => Covers(have, item))));
    }

    private static bool Covers(Permission have, Permission asked)
    {
        if (have.Kind != asked.Kind)
        {
            return false;
        }

        return have.Kind switch
        {
            PermissionKind.Network => Width(have.Value) >= Width(asked.Value),
            PermissionKind.Path => (have.Value.EndsWith(":rw", StringComparison.Ordinal) || asked.Value.EndsWith(":ro", StringComparison.Ordinal))
                && PathNames.IsAtOrBelow(asked.Value[..^3], have.Value[..^3]),
            _ => have.Value == asked.Value,
        };
    }

    private static bool Denies(Permission deny, Permission item) => deny.Kind == item.Kind && deny.Kind switch
    {
        PermissionKind.Network => true,
        PermissionKind.Path => PathNames.IsAtOrBelow(item.Value[..^3], deny.Value[..^3]),
        _ => deny.Value == item.Value,
    };

    private static int Width(string network) => network switch
    {
        "none" => 0,
        "internet" => 1,
        _ => 2,
    };

    private static ImmutableSortedSet<Permission> Normalise(ImmutableSortedSet<Permission> items)
    {
        Permission[] networks = [.. items.Where(item => item.Kind == PermissionKind.Network)];
        if (networks.Length > 1)
        {
            items = items.Except(networks).Add(networks.MaxBy(item => Width(item.Value))!);
        }

        foreach (Permission write in items.Where(item => item.Kind == PermissionKind.Path && item.Value.EndsWith(":rw", StringComparison.Ordinal)))
        {
            items = items.Remove(new Permission(PermissionKind.Path, write.Value[..^2] + "ro"));
        }

        return items;
    }
}
