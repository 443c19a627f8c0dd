using Nuka.Formats.Nuon;
using Nuka.Packages.Identity;
using Nuka.Platform.Errors;

namespace Nuka.Build.Logs;

/// <summary>The first line of a log (specs/log.md): a record in canonical NUON.</summary>
/// <param name="Name">The package's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Pid">The package.</param>
/// <param name="Began">When the build began, to the second.</param>
/// <param name="Outcome">How it ended; <see langword="null"/> until it has.</param>
/// <param name="Took">How long it took, to the millisecond.</param>
internal sealed record LogHeader(string Name, string Version, Pid Pid, DateTimeOffset Began, BuildOutcome? Outcome = null, TimeSpan? Took = null)
{
    private const string Format = "nuka log 1";

    /// <summary>The line, with its end.</summary>
    internal byte[] Encode()
    {
        List<NuonField> fields =
        [
            new("began", new NuonInteger(Began.ToUnixTimeSeconds())), new("format", new NuonString(Format)), new("name", new NuonString(Name)),
            new("pid", new NuonString(Pid.ToString())), new("version", new NuonString(Version)),
        ];
        if (Outcome is { } outcome && Took is { } took)
        {
            fields.Add(new NuonField("milliseconds", new NuonInteger((long)took.TotalMilliseconds)));
            fields.Add(new NuonField("outcome", new NuonString(outcome == BuildOutcome.Built ? "built" : "failed")));
        }

        return [.. NuonText.WriteCanonical(new NuonRecord([.. fields])), (byte)'\n'];
    }

    /// <summary>Reads a line.</summary>
    /// <param name="line">The line, without its end.</param>
    /// <returns><see langword="null"/> if it is none.</returns>
    internal static LogHeader? TryDecode(ReadOnlySpan<byte> line)
    {
        try
        {
            if (NuonDocument.Read(line, "log") is not NuonRecord record || Text(record, "format") != Format
                || !Pid.TryParse(Text(record, "pid"), out Pid pid) || Text(record, "name") is not { } name || Text(record, "version") is not { } version
                || Number(record, "began") is not { } began)
            {
                return null;
            }

            BuildOutcome? outcome = Text(record, "outcome") switch { "built" => BuildOutcome.Built, "failed" => BuildOutcome.Failed, _ => null };
            TimeSpan? took = Number(record, "milliseconds") is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null;
            return new LogHeader(name, version, pid, DateTimeOffset.FromUnixTimeSeconds(began), outcome, took);
        }
        catch (Exception error) when (error is NukaException or ArgumentOutOfRangeException or OverflowException)
        {
            return null;
        }
    }

    private static string? Text(NuonRecord record, string name) => record.TryGet(name, out NuonValue? value) && value is NuonString text ? text.Value : null;

    private static long? Number(NuonRecord record, string name) => record.TryGet(name, out NuonValue? value) && value is NuonInteger number ? number.Value : null;
}
