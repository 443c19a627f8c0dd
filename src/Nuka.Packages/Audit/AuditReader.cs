using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nuka.Platform.Errors;

namespace Nuka.Packages.Audit;

/// <summary>Reads what audit.nu prints. It is Nushell's word about a file that may be hostile: whatever is not as it must be ends the audit.</summary>
internal static partial class AuditReader
{
    /// <summary>Reads the answer.</summary>
    /// <param name="json">What audit.nu printed.</param>
    /// <param name="packages">The paths of the package files inside, and their lengths in bytes.</param>
    /// <returns>The facts of each file.</returns>
    /// <exception cref="NukaException"><c>packages/audit-failed</c>.</exception>
    internal static ImmutableArray<AuditFacts> Read(ReadOnlyMemory<byte> json, ImmutableArray<(string Path, int Length)> packages)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            JsonElement tokens = root.GetProperty("tokens");
            if (tokens.GetArrayLength() != packages.Length)
            {
                throw new FormatException("another number of files than was asked about");
            }

            Dictionary<string, int> starts = Starts(root.GetProperty("files"));
            JsonElement blocks = root.GetProperty("blocks");
            Span[] spans = Spans(blocks);
            AuditFacts[] facts = new AuditFacts[packages.Length];
            for (int i = 0; i < facts.Length; i++)
            {
                int start = starts[packages[i].Path];
                facts[i] = new AuditFacts(Tokens(tokens[i]), Blocks(blocks, spans, start, start + packages[i].Length));
            }

            return ImmutableCollectionsMarshal.AsImmutableArray(facts);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Failed(error.Message).ToException(error);
        }
    }

    /// <summary>The audit cannot be believed.</summary>
    internal static Problem Failed(string reason) =>
        new("packages/audit-failed", "what Nushell says of the package file cannot be read") { Reasons = [reason], Hints = ["report it, with the package file"] };

    /// <summary>Reads a block's instructions; every line must be one, in order, as many as the head says, so that no text inside can pass for one.</summary>
    internal static ImmutableArray<Instruction> ReadInstructions(string text)
    {
        List<string> lines = [.. text.TrimEnd('\n').Split('\n')];
        Match head = Head().Match(lines[0]);
        if (lines.Count > 1 && Redirections().IsMatch(lines[1]))
        {
            lines.RemoveAt(1);
        }

        if (!head.Success || int.Parse(head.Groups[1].Value, CultureInfo.InvariantCulture) != lines.Count - 1)
        {
            throw new FormatException("a block has another number of instructions than it says");
        }

        ImmutableArray<Instruction>.Builder instructions = ImmutableArray.CreateBuilder<Instruction>(lines.Count - 1);
        for (int i = 1; i < lines.Count; i++)
        {
            Match line = Line().Match(lines[i]);
            if (!line.Success || int.Parse(line.Groups[1].Value, CultureInfo.InvariantCulture) != i - 1)
            {
                throw new FormatException($"line {i} of a block is no instruction");
            }

            instructions.Add(new Instruction(line.Groups[2].Value, line.Groups[3].Value));
        }

        return instructions.MoveToImmutable();
    }

    // Written out: what is generated for queries over structures would be compiled at every start.
    private static Dictionary<string, int> Starts(JsonElement files)
    {
        Dictionary<string, int> starts = new(StringComparer.Ordinal);
        foreach (JsonElement file in files.EnumerateArray())
        {
            starts.TryAdd(file.GetProperty("filename").GetString()!, file.GetProperty("start").GetInt32());
        }

        return starts;
    }

    private static Span[] Spans(JsonElement blocks)
    {
        Span[] spans = new Span[blocks.GetArrayLength()];
        int i = 0;
        foreach (JsonElement block in blocks.EnumerateArray())
        {
            spans[i++] = new Span(block.GetProperty("start").GetInt32(), block.GetProperty("end").GetInt32());
        }

        return spans;
    }

    private static ImmutableArray<AuditedToken> Tokens(JsonElement tokens)
    {
        AuditedToken[] all = new AuditedToken[tokens.GetArrayLength()];
        int i = 0;
        foreach (JsonElement token in tokens.EnumerateArray())
        {
            all[i++] = Token(token);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(all);
    }

    private static ImmutableArray<AuditedBlock> Blocks(JsonElement blocks, Span[] spans, int start, int end)
    {
        ImmutableArray<AuditedBlock>.Builder all = ImmutableArray.CreateBuilder<AuditedBlock>();
        int i = 0;
        foreach (JsonElement block in blocks.EnumerateArray())
        {
            Span span = spans[i++];
            if (span.Start >= start && span.End <= end)
            {
                all.Add(Block(block, start));
            }
        }

        return all.ToImmutable();
    }

    private static AuditedToken Token(JsonElement token)
    {
        JsonElement span = token.GetProperty("span");
        string shape = token.GetProperty("shape").GetString()!;
        return new AuditedToken(
            token.GetProperty("content").GetString()!,
            shape.StartsWith("shape_", StringComparison.Ordinal) ? shape["shape_".Length..] : shape,
            span.GetProperty("start").GetInt32(),
            span.GetProperty("end").GetInt32());
    }

    private static AuditedBlock Block(JsonElement block, int start) =>
        new(
            block.GetProperty("id").GetInt32(),
            block.GetProperty("start").GetInt32() - start,
            block.GetProperty("end").GetInt32() - start,
            block.GetProperty("ir").GetString() is { } text ? ReadInstructions(text) : null);

    [GeneratedRegex(@"^# \d+ registers?, (\d+) instructions?, \d+ bytes? of data")]
    private static partial Regex Head();

    [GeneratedRegex(@"^# \d+ files? used for redirection$")]
    private static partial Regex Redirections();

    [GeneratedRegex(@"^ *(\d+): ([a-z-]+) *(.*?)(?: +# .*)?$")]
    private static partial Regex Line();

    /// <summary>Where a block stands among all that Nushell has read.</summary>
    private sealed record Span(int Start, int End);
}
