using System.Collections.Immutable;
using System.Globalization;
using Nuka.Content.Archives;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Build.Outputs.Leaks;

/// <summary>
/// Looks for words that outputs must not hold: in names, in what links say, in the bytes of files, and in what compressed files unpack to.
/// Files are read in windows, never whole.
/// </summary>
/// <param name="words">The words.</param>
public sealed class ForbiddenWords(IEnumerable<ForbiddenWord> words)
{
    /// <summary>Findings that an error names; the others are counted.</summary>
    private const int ShownFindings = 12;

    private readonly WordMatcher matcher = new([.. words.DistinctBy(word => word.Text)]);

    /// <summary>Searches the outputs of a build.</summary>
    /// <param name="outputs">The outputs.</param>
    /// <param name="allowances">Where words may be.</param>
    /// <param name="cancellation">Ends the search.</param>
    /// <returns>What was found and is allowed: of each word the first place in each file.</returns>
    /// <exception cref="NukaException"><c>build/leaked-path</c>, <c>build/unreadable-output</c>.</exception>
    public LeakReport Scan(IReadOnlyList<BuildOutput> outputs, OutputAllowances allowances, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(allowances);
        List<Leak> refused = [];
        List<(Leak Leak, string Reason)> allowed = [];
        HashSet<int> used = [];
        foreach (BuildOutput output in outputs)
        {
            OutputWalk.Run(output, Visit, cancellation);
        }

        ThrowIfAny(refused);
        return new LeakReport([.. allowed], [.. allowances.Leaks.Where((_, index) => !used.Contains(index)).Select(leak => leak.Pattern)]);

        void Visit(OutputEntry entry)
        {
            int rule = -2;
            foreach (Leak leak in Find(entry))
            {
                rule = rule == -2 ? allowances.LeakRule(entry.Path) : rule;
                if (rule < 0)
                {
                    refused.Add(leak);
                }
                else
                {
                    used.Add(rule);
                    allowed.Add((leak, allowances.Leaks[rule].Reason));
                }
            }
        }
    }

    private List<Leak> Find(OutputEntry entry)
    {
        List<Leak> leaks = [];
        string shown = entry.Shown;

        // A name is searched with a slash before it, so that one at the top is found as well.
        Search([(byte)'/', .. entry.Name.Bytes], "its name");
        if (entry.Status.Kind == FileKind.Symlink)
        {
            Search(entry.Parent.ReadSymlink(entry.Name.Bytes), "what the link says");
        }
        else if (entry.Status.Kind == FileKind.File)
        {
            using FileStream content = entry.OpenStream();
            Scan(content, at => string.Create(CultureInfo.InvariantCulture, $"byte {at}"));
            ScanUnpacked(entry, Scan);
        }

        return leaks;

        void Search(byte[] text, string where) =>
            LeakScan.Run(matcher, text, (word, context) => leaks.Add(new Leak(shown, where, matcher.Words[word], context)));

        void Scan(Stream content, Func<long, string> where) =>
            LeakScan.Run(matcher, content, (at, word, context) => leaks.Add(new Leak(shown, where(at), matcher.Words[word], context)));
    }

    /// <summary>Man pages and the like are compressed. What turns out not to be unpackable was searched as it is.</summary>
    private static void ScanUnpacked(OutputEntry entry, Action<Stream, Func<long, string>> scan)
    {
        Span<byte> beginning = stackalloc byte[8];
        if (Decompression.Sniff(entry.ReadBeginning(beginning)) == CompressionFormat.Stored)
        {
            return;
        }

        try
        {
            using Stream unpacked = Decompression.Open(entry.OpenStream());
            scan(unpacked, at => string.Create(CultureInfo.InvariantCulture, $"byte {at} of what is unpacked"));
        }
        catch (NukaException error) when (error.Problem.Code.StartsWith("content/archive-", StringComparison.Ordinal))
        {
            // Not what its first bytes said.
        }
    }

    private static void ThrowIfAny(List<Leak> refused)
    {
        if (refused.Count == 0)
        {
            return;
        }

        ImmutableArray<string> shown = [.. refused.Take(ShownFindings).Select(leak => leak.ToString())];
        throw new Problem("build/leaked-path", "the build's outputs hold words that mean something on the building machine only")
        {
            Reasons = refused.Count <= ShownFindings ? shown : [.. shown, $"and {refused.Count - ShownFindings} more"],
            Hints =
            [
                "give the build its final places: configure with --prefix=/usr, and name /nuka-out only as DESTDIR when installing",
                "if it does no harm there, say why in the package file: --allow {leaks: {PATH: REASON}}",
            ],
        }.ToException();
    }
}
