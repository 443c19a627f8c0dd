using System.Collections.Immutable;
using System.Globalization;
using Nuka.Graft.Download;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Graft.Sources;

/// <summary>Fetches the Release of a source and decides whether it may be believed: signature, dates, and that it is of the suite asked for.</summary>
internal sealed class ReleaseFetcher(ArchiveOptions options)
{
    /// <summary>How the names of private directories of one check begin.</summary>
    internal const string WorkPrefix = "check-";

    /// <summary>Largest Release file: twenty times the largest in use.</summary>
    private const int ReleaseSizeLimit = 16 << 20;

    /// <summary>How far a Release may be ahead of this machine's clock.</summary>
    private static readonly TimeSpan ClockDifferenceLimit = TimeSpan.FromMinutes(10);

    /// <summary>Fetches and checks.</summary>
    /// <exception cref="NukaException"><c>graft/unreachable</c>, <c>graft/bad-signature</c>, <c>graft/no-keyring</c>, <c>graft/no-gpgv</c>,
    /// <c>graft/bad-release</c>, <c>graft/expired-release</c>, <c>graft/replayed-release</c>, <c>graft/wrong-suite</c>.</exception>
    internal async Task<FetchedRelease> FetchAsync(SourceEntry source, ReleaseState? known, CancellationToken cancellationToken)
    {
        List<string> reasons = [];
        NukaException? refusal = null;
        foreach (string mirror in source.Mirrors)
        {
            try
            {
                SignedText signed = await FetchSignedAsync(source, mirror, cancellationToken);
                Release release = Release.Parse(signed.Content);
                CheckDates(source, release, known);
                CheckSuite(source, release);
                return new FetchedRelease(release, signed.KeyFingerprint, mirror, [.. Lapsed(source, release), .. Compare(release, known)]);
            }
            catch (FetchFailure failure)
            {
                reasons.Add($"{SourceAddress.WithoutCredentials(mirror)}: {failure.Message}");
            }
            catch (NukaException error) when (source.Mirrors.Length > 1)
            {
                // One stale or broken mirror of several: the next may be better.
                refusal ??= error;
            }
        }

        throw refusal ?? new Problem("graft/unreachable", $"the source {source.Name} cannot be reached")
        {
            Reasons = [.. reasons],
            Hints = ["check the network and the source's address; what was fetched before serves with --offline"],
        }.ToException();
    }

    /// <summary>
    /// InRelease, or Release and Release.gpg where the archive has no such file. Only a server that says so is believed in that: any
    /// other failure is one.
    /// </summary>
    private async Task<SignedText> FetchSignedAsync(SourceEntry source, string mirror, CancellationToken cancellationToken)
    {
        string work = PrivateDirectory.Make(Path.Combine(Path.GetFullPath(options.Directory), $"{WorkPrefix}{Guid.NewGuid():n}"));
        try
        {
            ImmutableArray<string> keyrings = KeyringFiles.Prepare(source.SignedBy, options.AptDirectory, work, source.Name);
            SignatureChecker checker = new(options.GpgvPath, work);
            Uri Address(string name) => SourceAddress.Join(mirror, source.ReleaseDirectory + name);
            try
            {
                byte[] inline = await FetchSmallAsync(Address("InRelease"), cancellationToken);
                return await checker.CheckInlineAsync(inline, keyrings, source.SignedBy.Fingerprints, source.Name, cancellationToken);
            }
            catch (FetchFailure failure) when (failure.IsFinal)
            {
                byte[] text = await FetchSmallAsync(Address("Release"), cancellationToken);
                byte[] signature = await FetchSmallAsync(Address("Release.gpg"), cancellationToken);
                return await checker.CheckDetachedAsync(text, signature, keyrings, source.SignedBy.Fingerprints, source.Name, cancellationToken);
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private async Task<byte[]> FetchSmallAsync(Uri address, CancellationToken cancellationToken)
    {
        for (int attempt = 0; ; attempt++)
        {
            try
            {
                return await options.Fetcher.FetchSmallAsync(address, ReleaseSizeLimit, null, cancellationToken);
            }
            catch (FetchFailure failure) when (!failure.IsFinal && attempt < options.RetryCount)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(300 << attempt), options.Time, cancellationToken);
            }
        }
    }

    private void CheckDates(SourceEntry source, Release release, ReleaseState? known)
    {
        DateTimeOffset now = options.Time.GetUtcNow();
        if (release.Date > now + ClockDifferenceLimit)
        {
            throw new Problem("graft/expired-release", $"the release of {source.Name} is from the future")
            {
                Reasons = [$"it says {Show(release.Date)}; this machine says {Show(now)}"],
                Hints = ["set this machine's clock"],
            }.ToException();
        }

        if (source.ChecksValidUntil && release.ValidUntil is { } end && end < now)
        {
            throw new Problem("graft/expired-release", $"the release of {source.Name} may not be used any more")
            {
                Reasons = [$"it was valid until {Show(end)}; this machine says {Show(now)}"],
                Hints =
                [
                    "the mirror is no longer updated, or somebody holds back updates: use another mirror",
                    source.IsOwn ? "if it is meant to be old, add it so   try: nuka source add … --check-valid-until no"
                        : "if it is meant to be old: Check-Valid-Until: no in its entry",
                ],
            }.ToException();
        }

        if (known is not null && release.Date < known.Date)
        {
            throw new Problem("graft/replayed-release", $"the release of {source.Name} is older than the one seen before")
            {
                Reasons = [$"it says {Show(release.Date)}; seen was {Show(known.Date)}"],
                Hints = ["the mirror lags behind, or somebody replays an old release: use another mirror"],
            }.ToException();
        }
    }

    /// <summary>
    /// Whoever holds the keys of an archive signs many suites; the one that was asked for must be the one that is given, or a mirror
    /// could answer for the security updates with something older.
    /// </summary>
    private static void CheckSuite(SourceEntry source, Release release)
    {
        string suite = release.Value("Suite");
        string codename = release.Value("Codename");
        string asked = source.Suite.TrimEnd('/');
        if (source.IsFlat || (suite.Length == 0 && codename.Length == 0) || asked == suite || asked == codename)
        {
            return;
        }

        // Older security suites are named CODENAME/updates, while their releases say only CODENAME.
        int slash = asked.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && (asked[..slash] == suite || asked[..slash] == codename))
        {
            return;
        }

        throw new Problem("graft/wrong-suite", $"the release of {source.Name} is not of the suite asked for")
        {
            Place = source.Place,
            Reasons = [$"it says suite {suite}, codename {codename}"],
            Hints = ["name the suite as the archive names it"],
        }.ToException();
    }

    private IEnumerable<string> Lapsed(SourceEntry source, Release release) =>
        !source.ChecksValidUntil && release.ValidUntil is { } end && end < options.Time.GetUtcNow()
            ? [$"its release was valid until {Show(end)}; that is not minded here (Check-Valid-Until)"]
            : [];

    private static ImmutableArray<string> Compare(Release release, ReleaseState? known)
    {
        if (known is null)
        {
            return [];
        }

        List<string> notices = [];
        foreach ((string field, string before) in (ReadOnlySpan<(string, string)>)
            [("Origin", known.Origin), ("Label", known.Label), ("Suite", known.SignedSuite), ("Codename", known.Codename), ("Version", known.Version)])
        {
            if (release.Value(field) != before)
            {
                notices.Add($"its {field} changed from '{before}' to '{release.Value(field)}'");
            }
        }

        return [.. notices];
    }

    private static string Show(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
