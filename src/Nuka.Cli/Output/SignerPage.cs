using System.Text.Json;
using Nuka.Build.Realisations;
using Nuka.Build.Roots;
using Nuka.Cli.Frame;
using Nuka.Content.Hashing;
using Nuka.Trust.Keys;
using Nuka.Trust.Realisations;

namespace Nuka.Cli.Output;

/// <summary>Says who signed that a tree came of a build, and where keys that count say different things.</summary>
internal static class SignerPage
{
    /// <summary>Says of a package whose trees were known who signed them; where a key that counts names another tree, also without <c>-v</c>.</summary>
    /// <param name="context">The command's context.</param>
    /// <param name="built">The package.</param>
    internal static void Show(CommandContext context, BuiltPackage built)
    {
        foreach (RealisationChoice choice in built.Choices)
        {
            string line = PrintableText.From(
                $"{built.Package.NameOf(choice.Realisation.Output)}: {string.Join(", ", choice.Signers.Select(key => key.Name))} signed {choice.Realisation.Cid}, which is taken");
            if (!choice.IsDisputed)
            {
                context.SayVerbose(line);
                continue;
            }

            context.Say(line);
            foreach ((Realisation said, TrustedKey by) in choice.Others.Where(other => other.Said.Tree != choice.Realisation.Tree))
            {
                context.Say(PrintableText.From($"  but {by.Name} signed {said.Cid}: the build does not give the same bytes twice, or somebody is wrong"));
            }
        }
    }

    /// <summary>Says of an impure package that it is one.</summary>
    /// <param name="context">The command's context.</param>
    /// <param name="built">The package.</param>
    internal static void ShowMark(CommandContext context, BuiltPackage built)
    {
        if (built.Package.IsImpure)
        {
            string[] sources = [.. built.Package.Closure().Where(one => one.ImpureReason is not null).Select(one => $"{one.Name} ({one.ImpureReason})")];
            context.Say(PrintableText.From($"{built.Package.Name} is impure: built with the network was {string.Join(", ", sources)}"));
        }
    }

    /// <summary>Writes who signed that a tree came of a build, a line for each.</summary>
    /// <param name="context">The command's context.</param>
    /// <param name="book">The realisations.</param>
    /// <param name="tree">The tree.</param>
    internal static void Write(CommandContext context, RealisationBook book, Digest tree)
    {
        (SignedRealisation Signed, TrustedKey? Trusted)[] signers = Signers(book, tree);
        foreach ((SignedRealisation signed, TrustedKey? trusted) in signers)
        {
            string who = trusted switch
            {
                null => "a key that does not count here",
                { Origin: TrustOrigin.Own } => "your own key",
                _ => trusted.Name,
            };
            context.Output.WriteLine(PrintableText.From($"    signed by {who}, {signed.Signer.Fingerprint}{(signed.IsImpure ? ", as impure" : "")}"));
        }

        if (signers.Length == 0)
        {
            context.Output.WriteLine("    nobody signed that it came of a build");
        }
    }

    /// <summary>Writes the same as an array.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="book">The realisations.</param>
    /// <param name="tree">The tree.</param>
    internal static void Write(Utf8JsonWriter json, RealisationBook book, Digest tree)
    {
        json.WriteStartArray("signers");
        foreach ((SignedRealisation signed, TrustedKey? trusted) in Signers(book, tree))
        {
            json.WriteStartObject();
            json.WriteString("name", trusted?.Name);
            json.WriteString("key", signed.Signer.ToString());
            json.WriteBoolean("counts", trusted is not null && (!signed.IsImpure || trusted.Origin == TrustOrigin.Own));
            json.WriteBoolean("impure", signed.IsImpure);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>Each key once: it may have signed that several builds gave the tree.</summary>
    private static (SignedRealisation Signed, TrustedKey? Trusted)[] Signers(RealisationBook book, Digest tree) =>
        [.. book.SignersOf(tree).DistinctBy(one => one.Signed.Signer).OrderBy(one => one.Trusted?.Origin ?? (TrustOrigin)int.MaxValue).ThenBy(one => one.Signed.Signer)];
}
