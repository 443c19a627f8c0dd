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
    /// <summary>Decides.</summary>
    /// <param name="request">What the project's manifest asks for.</param>
    /// <param name="granted">What the person granted to the project before.</param>
    /// <param name="allowed">What they allow this time.</param>
    /// <param name="denied">What they deny this time; it wins over everything.</param>
    /// <exception cref="NukaException">
    /// <c>environments/not-granted</c>: the request holds what nobody granted; <c>environments/denial-below-grant</c>: a path is denied below one that is
    /// granted.
    /// </exception>
    public static PermissionDecision Make(PermissionSet request, PermissionSet granted, PermissionSet allowed, PermissionSet denied)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(granted);
        ArgumentNullException.ThrowIfNull(allowed);
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
        return effective.FindGrantAbove(denied) is { } nested ? throw DenialBelowGrant(nested.Granted, nested.Denied) : new PermissionDecision(
            effective,
            effective.Items.ToImmutableDictionary(item => item, item => Reason(item, request, granted, allowed)));
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

    private static NukaException DenialBelowGrant(Permission granted, Permission denied)
    {
        (string outer, string inner) = (granted.Value[..^3], denied.Value[..^3]);
        return new Problem("environments/denial-below-grant", $"{inner} cannot be denied while {outer} is granted whole")
        {
            Reasons = [$"{granted} shows everything below {outer}"],
            Hints =
            [
                $"deny the whole, and grant what is needed of it   try: --deny path={outer} --allow path={outer}/…",
                .. granted.Value.EndsWith(":rw", StringComparison.Ordinal) ? [$"to keep it from being written   try: --allow path={inner}:ro"] : Array.Empty<string>(),
            ],
        }.ToException();
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
