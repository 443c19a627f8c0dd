using System.Collections.Immutable;
using Nuka.Platform.Errors;

namespace Nuka.Environments.Permissions;

/// <summary>
/// What a program gets, and why: the defaults, what the person granted to the project, what they allowed or denied this time.
/// A project's request widens nothing by itself; it can only narrow.
/// </summary>
/// <param name="Effective">What the program gets.</param>
/// <param name="Reasons">For each effective permission, where it comes from.</param>
public sealed record PermissionDecision(PermissionSet Effective, ImmutableDictionary<Permission, string> Reasons)
{
    /// <summary>What the person denied this time. Of paths not only what was granted is taken away: what lies below the project or a grant is hidden.</summary>
    public PermissionSet Denied { get; init; } = PermissionSet.Empty;

    /// <summary>Decides.</summary>
    /// <param name="request">What the project's manifest asks for.</param>
    /// <param name="granted">What the person granted to the project before.</param>
    /// <param name="allowed">What they allow this time.</param>
    /// <param name="denied">What they deny this time; it wins over everything.</param>
    /// <exception cref="NukaException"><c>environments/not-granted</c>: the request holds what nobody granted.</exception>
    public static PermissionDecision Make(PermissionSet request, PermissionSet granted, PermissionSet allowed, PermissionSet denied)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(granted);
        ArgumentNullException.ThrowIfNull(allowed);
        ArgumentNullException.ThrowIfNull(denied);
        PermissionSet asked = request.Without(denied);
        PermissionSet had = PermissionSet.Defaults.Union(granted).Union(allowed);
        PermissionSet missing = had.Missing(asked);
        if (!missing.Items.IsEmpty)
        {
            throw NotGranted(missing);
        }

        string network = allowed.Has(PermissionKind.Network) ? allowed.Network : request.Has(PermissionKind.Network) ? request.Network : had.Network;
        IEnumerable<Permission> items = had.Union(asked).Items.Where(item => item.Kind != PermissionKind.Network)
            .Append(new Permission(PermissionKind.Network, network));
        PermissionSet effective = PermissionSet.Of(items).Without(denied);
        return new PermissionDecision(effective, effective.Items.ToImmutableDictionary(item => item, item => Reason(item, request, granted, allowed)))
        {
            Denied = denied,
        };
    }

    private static string Reason(Permission item, PermissionSet request, PermissionSet granted, PermissionSet allowed)
    {
        if (allowed.Items.Contains(item))
        {
            return "allowed on the command line";
        }

        if (granted.Items.Contains(item))
        {
            return "granted to this project";
        }

        return request.Items.Contains(item) ? "asked for by the project, within what it has" : "default";
    }

    private static NukaException NotGranted(PermissionSet missing) =>
        new Problem("environments/not-granted", "the project asks for permissions that nobody granted")
        {
            Reasons = [.. missing.Items.Select(item => $"it asks for {item}")],
            Hints =
            [
                "look at the request and grant it   try: nuka grant",
                $"or allow it once   try: nuka exec {string.Join(' ', missing.Items.Select(item => $"--allow {item}"))} …",
            ],
        }.ToException();
}
