using System.Text;
using System.Text.RegularExpressions;
using Nuka.Formats.Toml;
using Nuka.Projects.Locks;
using Nuka.Projects.Manifests;

namespace Nuka.Projects.Tests;

public sealed partial class SpecificationExamples
{
    [Fact]
    public void Every_manifest_in_the_specification_is_one()
    {
        string[] examples = [.. Examples("manifest.md")];
        Assert.Equal(2, examples.Length);
        ProjectManifest[] manifests = [.. examples.Select(text => ProjectManifest.Read(TomlDocument.Parse(text, "manifest.md")))];
        Assert.Equal(["jq", "libcairo2-dev", "curl"], manifests[0].Packages.Select(p => p.Name));
        Assert.True(manifests[1].IsAtom);
    }

    [Fact]
    public void The_lock_in_the_specification_is_canonical()
    {
        string example = Assert.Single(Examples("lock.md"));
        LockFile file = LockFile.Parse(Encoding.UTF8.GetBytes(example), "lock.md");
        Assert.Equal(example, LockFile.Parse([], "lock.md").With(file.Environment!).Document.Text);
    }

    private static IEnumerable<string> Examples(string name) => Block().Matches(Checkout.Read($"specs/{name}")).Select(match => match.Groups[1].Value);

    [GeneratedRegex("(?s)```toml\n(.*?)```")]
    private static partial Regex Block();
}
