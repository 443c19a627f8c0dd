using Nuka.Graft.Sources;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Graft.Download;

/// <summary>Makes the errors of downloads.</summary>
internal static class DownloadProblem
{
    /// <summary>Something is not here, and may not be asked for.</summary>
    internal static NukaException Offline(string name, int missingCount = 1) =>
        new Problem("graft/offline", $"{name} has not been fetched yet, and the network may not be used")
        {
            Reasons = missingCount == 1 ? [] : [$"{missingCount} files are missing"],
            Hints = ["try: the same command once without --offline"],
        }.ToException();

    /// <summary>No address gave it.</summary>
    /// <param name="name">What it is.</param>
    /// <param name="failures">What each address said, if there was one.</param>
    /// <param name="isContinued">Whether a part of it stays that the next attempt begins with.</param>
    /// <param name="hint">What to do where the addresses have no such file.</param>
    internal static NukaException NotToBeHad(string name, IReadOnlyCollection<(Uri Address, FetchFailure Failure)> failures, bool isContinued, string? hint = null)
    {
        // Where nobody could be asked at all, another file in its place would be the wrong advice.
        bool mayPass = failures.Count > 0 && failures.All(one => !one.Failure.IsFinal);
        string[] reasons = [.. failures.Select(one => $"{SourceAddress.WithoutCredentials(one.Address.OriginalString)}: {one.Failure.Message}")];
        return new Problem("graft/not-to-be-had", $"{name} cannot be had")
        {
            Reasons = reasons.Length > 0 ? [.. reasons] : ["no source says where it is"],
            Hints = mayPass ? [Advise(failures.Max(one => one.Failure.Reach)) + (isContinued ? ": what was fetched so far is continued" : "")] : hint is null ? [] : [hint],
        }.ToException(failures.Select(one => one.Failure).FirstOrDefault());
    }

    /// <summary>What to do about failures that may pass. Whoever was answered anywhere has a network, and name servers.</summary>
    private static string Advise(FetchReach reach) => reach switch
    {
        FetchReach.Nothing => "check the network and this machine's name servers, and try again",
        FetchReach.Connection => "check the network, and try again",
        _ => "the server cannot give it now: try again later",
    };

    /// <summary>Nothing more can be written.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="isContinued">Whether what was fetched stays for the next attempt.</param>
    internal static Problem DiskFull(string directory, bool isContinued) => new("graft/disk-full", $"the disk is full: {directory}")
    {
        Reasons = isContinued ? ["what was fetched so far is kept, and is continued next time"] : [],
        Hints = ["make room, or choose another state directory with --state"],
    };

    /// <summary>Whether the reason is a full disk or an exhausted quota, which .NET on Unix carries in HResult.</summary>
    internal static bool IsDiskFull(Exception error) =>
        error is IOException { HResult: ErrorNumbers.NoSpace or ErrorNumbers.Quota } || error is FileError { Number: ErrorNumbers.NoSpace or ErrorNumbers.Quota };
}
