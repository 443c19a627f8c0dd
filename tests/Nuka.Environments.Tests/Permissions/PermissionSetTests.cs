using FsCheck;
using FsCheck.Fluent;
using Nuka.Environments.Permissions;
using Nuka.Platform.Errors;

namespace Nuka.Environments.Tests.Permissions;

public sealed class PermissionSetTests
{
    private static readonly string[] Written =
    [
        "network=host", "network=none", "network=internet", "path=/:ro", "path=/a:ro", "path=/a:rw", "path=/a/b:ro", "path=/ab:rw",
        "env=A", "env=B", "device=gpu", "display=x11", "portals", "git-config", "session-bus=a.b", "port=80",
    ];

    private static Gen<PermissionSet> Sets => Gen.SubListOf(Written).Select(items => Set([.. items]));

    [Fact]
    public void The_digest_does_not_depend_on_the_order_of_writing()
    {
        Prop.ForAll(Gen.Shuffle(Written).ToArbitrary(), order => Set(order).Digest == Set(Written).Digest).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_set_lacks_nothing_of_itself_and_a_union_nothing_of_its_parts()
    {
        Prop.ForAll(Gen.Zip(Sets, Sets).ToArbitrary(), pair =>
            pair.Item1.Missing(pair.Item1).Items.IsEmpty
            && pair.Item1.Union(pair.Item2).Missing(pair.Item1).Items.IsEmpty
            && pair.Item1.Union(pair.Item2).Missing(pair.Item2).Items.IsEmpty).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_is_denied_is_not_there_whatever_else_is()
    {
        Prop.ForAll(Gen.Zip(Sets, Sets).ToArbitrary(), pair =>
        {
            PermissionSet left = pair.Item1.Without(pair.Item2);
            return !left.Items.Overlaps(pair.Item2.Items) && (left.Network == "none" || !pair.Item2.Has(PermissionKind.Network));
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("path=/a:rw", "path=/a/b:ro", true)]
    [InlineData("path=/a:ro", "path=/a:rw", false)]
    [InlineData("path=/a:rw", "path=/ab:ro", false)]
    [InlineData("path=/:ro", "path=/etc:ro", true)]
    [InlineData("network=host", "network=internet", true)]
    [InlineData("network=internet", "network=host", false)]
    [InlineData("network=none", "network=internet", false)]
    [InlineData("env=A", "env=B", false)]
    [InlineData("git-config", "portals", false)]
    public void A_wider_permission_covers_a_narrower_one(string have, string asked, bool covered) =>
        Assert.Equal(covered, Set(have).Missing(Set(asked)).Items.IsEmpty);

    [Fact]
    public void A_request_that_nobody_granted_stops_and_names_what_is_missing()
    {
        NukaException stopped = Assert.Throws<NukaException>(() => Decide(request: ["device=gpu", "path=/data:rw"], granted: ["path=/data:ro"]));
        Assert.Equal("environments/not-granted", stopped.Problem.Code);
        Assert.Equal(["it asks for path=/data:rw", "it asks for device=gpu"], stopped.Problem.Reasons);
    }

    [Fact]
    public void A_request_within_the_grant_passes_and_a_narrower_network_is_honoured()
    {
        PermissionSet effective = Decide(request: ["network=none", "path=/data/x:ro"], granted: ["path=/data:rw"]).Effective;
        Assert.Equal("none", effective.Network);
        Assert.True(effective.Missing(Set("path=/data/x:ro")).Items.IsEmpty);
    }

    [Theory]
    [InlineData("internet", "internet")]
    [InlineData("none", "none")]
    [InlineData("host", "host")]
    public void A_network_that_is_allowed_is_the_one_narrower_than_the_default_too(string allowed, string had)
    {
        Assert.Equal(had, Decide(allowed: [$"network={allowed}"]).Effective.Network);
        Assert.Equal(had, Decide(request: ["network=internet"], allowed: [$"network={allowed}"]).Effective.Network);
        Assert.Equal("internet", Decide(request: ["network=internet"]).Effective.Network);
    }

    [Fact]
    public void Denying_wins_over_granting_and_allowing()
    {
        PermissionSet effective = Decide(request: ["device=gpu"], granted: ["device=gpu"], allowed: ["env=A"], denied: ["device=gpu", "network", "env=A"]).Effective;
        Assert.Equal("none", effective.Network);
        Assert.Empty(effective.Items);
    }

    [Theory]
    [InlineData("path=/srv/a:rw", "path=/srv/a/sub")]
    [InlineData("path=/srv/a:ro", "path=/srv/a/sub/deeper")]
    public void Denying_a_path_below_a_granted_one_leaves_the_grant_and_is_kept_to_be_hidden(string allowed, string denied)
    {
        PermissionDecision decision = Decide(allowed: [allowed], denied: [denied]);
        Assert.Equal(allowed[5..], Assert.Single(decision.Effective.Values(PermissionKind.Path)));
        Assert.Equal(Set(denied).Items, decision.Denied.Items);
        Assert.False(Decide(allowed: [allowed, denied], denied: [allowed[..^3]]).Effective.Has(PermissionKind.Path));
    }

    [Fact]
    public void The_reason_of_every_permission_is_said()
    {
        PermissionDecision decision = Decide(granted: ["device=gpu"], allowed: ["env=A"]);
        Assert.Equal("default", decision.Reasons[PermissionGrammar.Parse("network", "/")]);
        Assert.Equal("granted to this project", decision.Reasons[PermissionGrammar.Parse("device=gpu", "/")]);
        Assert.Equal("allowed on the command line", decision.Reasons[PermissionGrammar.Parse("env=A", "/")]);
    }

    private static PermissionDecision Decide(string[]? request = null, string[]? granted = null, string[]? allowed = null, string[]? denied = null) =>
        PermissionDecision.Make(Set(request ?? []), Set(granted ?? []), Set(allowed ?? []), Set(denied ?? []));

    private static PermissionSet Set(params string[] written) =>
        PermissionSet.Of(written.Select(item => PermissionGrammar.Parse(item, "/home/ada")));
}
