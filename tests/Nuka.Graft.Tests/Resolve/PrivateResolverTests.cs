using System.Collections.Immutable;
using Nuka.Graft.Index;
using Nuka.Graft.Resolve;
using Nuka.Platform.Errors;

namespace Nuka.Graft.Tests.Resolve;

public sealed class PrivateResolverTests : IDisposable
{
    private readonly StanzaArchives _archives = new();

    public void Dispose() => _archives.Dispose();

    private string Choose(string root, params string[] requests)
    {
        ImmutableArray<PackageRecord> chosen = [.. _archives.Resolve(StanzaArchives.Literally, root).Packages.Select(package => package.Record)];
        ILookup<string, LockedPackage> locked = Array.Empty<LockedPackage>().ToLookup(_ => string.Empty);
        return string.Join(", ", PrivateResolver.Resolve(_archives.Index, StanzaArchives.Literally, chosen, requests.Select(request => new ResolveRequest(request)), locked)
            .Select(placed => $"{placed.Prefix}:{placed.Record.Name} {placed.Record.Version}"));
    }

    [Fact]
    public void What_the_root_satisfies_is_taken_from_it_and_the_rest_comes_along()
    {
        _archives.Release("bookworm",
            "app 1\nDepends: libexact (= 1), libany (>= 1), libnew, mailer\n\napp 2\nDepends: libexact (= 2), libany, mta\n\nlibexact 1\nDepends: libany\n\nlibexact 2\n\n"
            + "libany 1\n\nlibany 2\n\nlibnew 7\n\nmta 1\nProvides: mailer\n\nother 1\nProvides: mailer");
        Assert.Equal("opt/app:libexact 1, opt/app:libnew 7, opt/app:app 1", Choose("app", "app=1"));
    }

    [Fact]
    public void Conflicts_count_in_one_directory_and_not_with_the_root()
    {
        _archives.Release("bookworm", "two 1\nConflicts: one\n\none 1\nConflicts: two\nDepends: libone (= 1)\n\nlibone 1\nBreaks: two\n\nsplit 1\nDepends: one, two");
        Assert.Equal("opt/one:libone 1, opt/one:one 1", Choose("two", "one"));
        Assert.Equal("solve/impossible", Assert.Throws<NukaException>(() => Choose("libone", "split")).Problem.Code);
    }

    [Fact]
    public void Each_private_package_has_a_directory_of_its_own()
    {
        _archives.Release("bookworm", "root 1\n\na 1\nDepends: lib\n\nb 1\nDepends: lib\n\nlib 1");
        Assert.Equal("opt/a:lib 1, opt/a:a 1, opt/b:lib 1, opt/b:b 1", Choose("root", "b", "a"));
    }

    [Fact]
    public void Another_C_library_is_refused_and_a_name_that_no_archive_has()
    {
        _archives.Release("bookworm", "root 1\nDepends: libc6\n\nlibc6 1\nSource: glibc").Release("newer", "app 2\nDepends: libc6 (>= 2)\n\nlibc6 2\nSource: glibc (2)", notAutomatic: true);
        Problem refused = Assert.Throws<NukaException>(() => Choose("root", "app")).Problem;
        Assert.Equal("graft/private-c-library", refused.Code);
        Assert.Contains("libc6 2 would come along, for app", refused.Reasons);
        Assert.Equal("graft/unknown-package", Assert.Throws<NukaException>(() => Choose("root", "nothing")).Problem.Code);
    }
}
