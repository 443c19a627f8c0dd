using System.Text;
using Nuka.Formats.Toml;
using Nuka.Platform.Errors;
using Nuka.Projects.Manifests;

namespace Nuka.Projects.Tests.Manifests;

public sealed class ManifestReading
{
    [Fact]
    public void Everything_in_a_manifest_is_read_with_its_place()
    {
        ProjectManifest manifest = Read("""
            [system]
            packages = ["make", "deb:libcairo2-dev", "deb:curl=7:7.88.1-10"]
            private = ["deb:curl=7:7.74.0-1"]

            [permissions]
            network = "internet"
            path = ["~/data:ro", "/srv:rw"]
            portals = true
            user-namespaces = false
            port = 8080

            [runtime]
            node = ">=20"

            [platforms]
            x86_64-linux = {}
            aarch64-linux = { cpu = "armv8.2-a" }
            """);
        Assert.Equal([(null, "make", null), ("deb", "libcairo2-dev", null), ("deb", "curl", "7:7.88.1-10")],
            manifest.Packages.Select(p => (p.Archive, p.Name, p.Version)));
        Assert.Equal([("curl", "7:7.74.0-1", 3)], manifest.PrivatePackages.Select(p => (p.Name, p.Version, p.Place.Line)));
        Assert.Equal((2, 21), (manifest.Packages[1].Place.Line, manifest.Packages[1].Place.Column));
        Assert.Equal(["network=internet", "path=~/data:ro", "path=/srv:rw", "portals", "port=8080"], manifest.Permissions.Select(p => p.Text));
        Assert.Equal(("node", ">=20", 13), (manifest.Runtimes[0].Name, manifest.Runtimes[0].Range, manifest.Runtimes[0].Place.Line));
        Assert.Equal([("x86_64-linux", null), ("aarch64-linux", "armv8.2-a")], manifest.Platforms.Select(p => (p.Name, p.CpuLevel)));
        Assert.False(manifest.IsAtom);
    }

    [Fact]
    public void The_tables_of_an_atom_are_left_alone()
    {
        ProjectManifest manifest = Read("[package]\nlabel = \"x\"\nversion = \"1.0.0\"\n[compose.as]\nnix = \"x.nix\"\n[deps.from.a]\nb = \"^1\"\n[system]\npackages = [\"jq\"]");
        Assert.True(manifest.IsAtom);
        Assert.Equal("jq", manifest.Packages.Single().Name);
    }

    [Theory]
    [InlineData("[sytem]\n", "projects/unknown-key", 1, "did you mean `system`?")]
    [InlineData("[system]\npackage = []", "projects/unknown-key", 2, "did you mean `packages`?")]
    [InlineData("[permissions]\nnetwrok = \"none\"", "projects/unknown-key", 2, "did you mean `network`?")]
    [InlineData("[runtime]\ncobol = \"1\"", "projects/unknown-key", 2, null)]
    [InlineData("[platforms]\nx86_64-linux = { cpus = 1 }", "projects/unknown-key", 2, "did you mean `cpu`?")]
    [InlineData("[deps.from.x]\ny = \"1\"", "projects/unknown-key", 1, null)]
    [InlineData("system = 1", "projects/bad-manifest", 1, null)]
    [InlineData("[system]\npackages = \"make\"", "projects/bad-manifest", 2, null)]
    [InlineData("[system]\npackages = [\"make\", 1]", "projects/bad-manifest", 2, null)]
    [InlineData("[system]\npackages = [\"\"]", "projects/bad-manifest", 2, null)]
    [InlineData("[system]\npackages = [\"deb:\"]", "projects/bad-manifest", 2, null)]
    [InlineData("[system]\npackages = [\"jq=\"]", "projects/bad-manifest", 2, null)]
    [InlineData("[system]\nprivate = \"jq\"", "projects/bad-manifest", 2, null)]
    [InlineData("[system]\nprivate = [\"npm:jq\"]", "projects/bad-manifest", 2, null)]
    [InlineData("[system]\nprivate = [\"../jq\"]", "projects/bad-manifest", 2, null)]
    [InlineData("[system]\nprivate = [\"jq\",\n\"deb:jq=1\"]", "projects/bad-manifest", 2, null)]
    [InlineData("[system]\npackages = [\"a b\"]", "projects/bad-manifest", 2, null)]
    [InlineData("[runtime]\nnode = 20", "projects/bad-manifest", 2, null)]
    [InlineData("[platforms]\nx86_64-linux = true", "projects/bad-manifest", 2, null)]
    public void What_a_manifest_cannot_say_is_refused_at_its_place(string text, string code, int line, string? hint)
    {
        Problem problem = Assert.Throws<NukaException>(() => Read(text)).Problem;
        Assert.Equal((code, line), (problem.Code, problem.Place!.Line));
        Assert.True(hint is null || problem.Hints.Contains(hint), string.Join("; ", problem.Hints));
    }

    [Fact]
    public void A_project_has_one_pair_of_files()
    {
        using TemporaryProject project = new();
        Assert.Equal(ManifestPair.Ordinary, ManifestPair.Of(project.Directory));
        project.Write("atom.toml", "[package]\n");
        Assert.Equal(ManifestPair.BesideAtom, ManifestPair.Of(project.Directory));
        project.Write("eka.toml", "");
        Assert.Equal("projects/two-manifests", Assert.Throws<NukaException>(() => ManifestPair.Of(project.Directory)).Problem.Code);
    }

    private static ProjectManifest Read(string text) => ProjectManifest.Read(TomlDocument.Parse(Encoding.UTF8.GetBytes(text), "eka.toml"));
}
