using System.Text;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Files;

namespace Nuka.Packages.Steps;

/// <summary>The commands that every build step has; what they are stands in the identity of packages, since a build sees them.</summary>
public static class StepCommands
{
    /// <summary>The Nushell module.</summary>
    public static string Text { get; } = EmbeddedFile.ReadText(typeof(StepCommands).Assembly, "steps.nu");

    /// <summary>Its content id.</summary>
    public static Cid Cid { get; } = new(ContentKind.Blob, Blake3.Hash(Encoding.UTF8.GetBytes(Text)));
}
