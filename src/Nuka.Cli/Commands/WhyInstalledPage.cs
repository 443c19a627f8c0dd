using System.Collections.Immutable;
using System.Text.Json;
using Nuka.Build.Profiles;
using Nuka.Build.Realisations;
using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Store;

namespace Nuka.Cli.Commands;

/// <summary>What <c>nuka why</c> says of a package of the profile, and of a tree: which generation asked for it, and who signed what it came of.</summary>
internal sealed class WhyInstalledPage
{
    private readonly CommandContext context;
    private readonly RealisationBook book;
    private readonly Generation? generation;
    private readonly InstalledPackage? package;
    private readonly ImmutableArray<(string Output, Digest Tree)> trees;

    private WhyInstalledPage(CommandContext context, RealisationBook book, Generation? generation, InstalledPackage? package, ImmutableArray<(string, Digest)> trees) =>
        (this.context, this.book, this.generation, this.package, this.trees) = (context, book, generation, package, trees);

    /// <summary>Finds what is installed under a name, or a tree by its CID.</summary>
    /// <param name="context">The command's context.</param>
    /// <param name="rooms">The rooms.</param>
    /// <param name="name">The name or the CID.</param>
    /// <returns><see langword="null"/> if nothing is.</returns>
    internal static WhyInstalledPage? Find(CommandContext context, Rooms rooms, string name)
    {
        bool isTree = Cid.TryParse(name, out Cid cid) && cid.Kind == ContentKind.Tree;
        if (!isTree && !Directory.Exists(rooms.State.Profiles))
        {
            return null;
        }

        ContentStore store = rooms.OpenStore();
        RealisationBook book = new(store, rooms.Keys, []);
        Generation? generation = rooms.OpenProfile(store).Current;
        InstalledPackage? package = generation?.Packages.FirstOrDefault(one => isTree ? one.Outputs.Any(output => output.Tree == cid.Digest) : one.Name == name);
        return isTree ? new WhyInstalledPage(context, book, generation, package, [("", cid.Digest)])
            : package is null ? null : new WhyInstalledPage(context, book, generation, package, package.Outputs);
    }

    /// <summary>Writes it for people.</summary>
    internal void Write()
    {
        if (package is not null)
        {
            context.Output.WriteLine(PrintableText.From($"{package.Name} {package.Version}{(package.IsImpure ? "  (impure)" : "")}"));
            context.Output.WriteLine(PrintableText.From($"  generation {generation!.Number} of your profile: {(package.IsAsked ? generation.Reason : "others in it need it")}"));
        }

        foreach ((string output, Digest tree) in trees)
        {
            context.Output.WriteLine($"  {(output.Length > 0 ? $"{output}  " : "")}{Cid.OfTree(tree)}");
            SignerPage.Write(context, book, tree);
        }
    }

    /// <summary>Writes it as one object.</summary>
    /// <param name="json">Where to.</param>
    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (package is not null)
        {
            json.WriteString("name", package.Name);
            json.WriteString("version", package.Version);
            json.WriteString("pid", package.Pid.ToString());
            json.WriteNumber("generation", generation!.Number);
            json.WriteBoolean("asked", package.IsAsked);
            json.WriteBoolean("impure", package.IsImpure);
        }

        json.WriteStartArray("trees");
        foreach ((string output, Digest tree) in trees)
        {
            json.WriteStartObject();
            if (output.Length > 0)
            {
                json.WriteString("output", output);
            }

            json.WriteString("cid", Cid.OfTree(tree).ToString());
            SignerPage.Write(json, book, tree);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
