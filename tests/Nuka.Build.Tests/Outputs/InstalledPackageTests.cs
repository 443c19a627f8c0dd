using System.Collections.Immutable;
using Nuka.Build.Outputs;
using Nuka.Build.Outputs.References;

namespace Nuka.Build.Tests.Outputs;

/// <summary>
/// Packages of this machine as outputs: what dpkg-shlibdeps wrote into their `Depends` when they were built is what is to be found in them.
/// </summary>
public sealed class InstalledPackageTests : OutputFixture
{
    public static TheoryData<string> Packages => ["bzip2", "xz-utils", "curl", "patch", "file", "sed", "libcurl4"];

    [Theory]
    [MemberData(nameof(Packages))]
    [Trait("tier", "sample")]
    public void A_package_refers_to_what_it_depends_on(string package)
    {
        string[] depends = [.. DependsOf(package, "Depends"), .. DependsOf(package, "Pre-Depends")];
        Assert.SkipUnless(depends.Length > 0, $"{package} is not installed");
        foreach (string name in (string[])[package, "dash", "libc6", "libgcc-s1", "coreutils", .. depends])
        {
            Take(name);
        }

        // The shell and the programs of every system are depended on by nobody in Debian; others are decoys.
        ReferenceOwner[] all = [.. depends.Concat(["dash", "coreutils", "libgcc-s1"]).Distinct().Select(name => Owner(name, isDeclared: name != "libgcc-s1"))];
        OutputReferences found = RunReferences.Find(Store, [Owner(package)], all, OutputAllowances.None).Single();
        Assert.Equal(depends.Order(), found.References.Select(reference => reference.Owner.Name).Where(name => name is not ("dash" or "coreutils")).Order());
        string[] left = [.. depends.Where(name => name != "libc6")];
        if (left.Length > 0)
        {
            ReferenceOwner[] undeclared = [.. all.Select(owner => owner with { IsDeclared = owner.Name != left[0] })];
            Assert.Equal("build/undeclared-reference", Refused(() => RunReferences.Find(Store, [Owner(package)], undeclared, OutputAllowances.None)).Code);
        }
    }

    private static ImmutableArray<string> DependsOf(string package, string field)
    {
        (int code, string said) = Run("dpkg-query", "-W", $"-f=${{{field}}}", package);
        return code != 0 ? [] : [.. said.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Trim().Split(' ', ':')[0])];
    }

    /// <summary>Copies the files of an installed package to where they are in a merged root.</summary>
    private void Take(string package)
    {
        const string Copy = """
            dpkg -L "$1" | while read -r path; do
              if [ ! -d "$path" ] && { [ -L "$path" ] || [ -f "$path" ]; }; then printf '%s\n' "$path"; fi
            done | tar -cf - --hard-dereference --no-recursion -T - --absolute-names --transform 'flags=r;s,^/,,;s,^\(bin\|sbin\|lib\|lib64\)/,usr/\1/,' | tar -xf - -C "$2"
            """;
        if (!Directory.Exists(Path.Combine(Place, package)))
        {
            Demand("sh", "-c", Copy, "sh", package, Root(package));
        }
    }
}
