using Nuka.Content.Hashing;
using Nuka.Environments.Join;
using Nuka.Platform.Errors;

namespace Nuka.Environments.Tests.Join;

public sealed class SonameOwnersTests
{
    [Fact]
    public void Two_packages_that_bring_one_library_are_an_error_that_names_both_places()
    {
        NukaException refused = Assert.Throws<NukaException>(() => Check(("deb:a 1", "usr/lib/libx.so.1"), ("deb:b 2", "usr/lib64/libx.so.1")));
        Assert.Equal("environments/two-owners", refused.Problem.Code);
        Assert.Equal("two packages bring the library libx.so.1", refused.Problem.Message);
        Assert.Equal(["deb:a 1 brings /usr/lib/libx.so.1", "deb:b 2 brings /usr/lib64/libx.so.1"], refused.Problem.Reasons);
        Assert.EndsWith("try: nuka why deb:a", refused.Problem.Hints[0], StringComparison.Ordinal);
    }

    [Fact]
    public void One_package_may_have_a_library_in_two_places_and_two_packages_may_have_it_in_one()
    {
        Check(("deb:a 1", "usr/lib/libx.so.1"), ("deb:a 1", "usr/lib64/libx.so.1"));
        Check(("deb:a 1", "usr/lib/libx.so.1"), ("deb:b 2", "usr/lib/libx.so.1"));
    }

    private static void Check(params (string Owner, string Path)[] rows) =>
        SonameOwners.Check(
            rows.Select(row => new JoinLayer(row.Owner, Blake3.Hash([]))),
            layer => new SonameTable([.. rows.Where(row => row.Owner == layer.Owner).Select(row => ("libx.so.1", row.Path))]));
}
