using System.Globalization;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Platform.Processes;
using Nuka.Projects.Manifests;

namespace Nuka.Projects.Exec;

/// <summary>
/// Asks whose a manifest or a lock is before it may say where a project is: whoever can lay one above where a person stands would choose what
/// the sandbox mounts, and which programs run in it.
/// </summary>
internal static class ManifestOwner
{
    private const uint GroupWrites = 0x10; // S_IWGRP
    private const uint OthersWrite = 0x2; // S_IWOTH
    private const uint Sticky = 0x200; // S_ISVTX

    /// <summary>Whether a directory is everybody's, such as <c>/tmp</c>: what lies in it belongs to many, so it is nobody's project.</summary>
    internal static bool IsEverybodys(string directory) =>
        PathStatus.TryGet(directory, followsLink: true) is { } status && (status.Mode & (OthersWrite | Sticky)) == (OthersWrite | Sticky);

    /// <summary>The manifests and locks that a directory has.</summary>
    internal static IEnumerable<string> FilesIn(string directory) =>
        new[] { ManifestPair.Ordinary, ManifestPair.BesideAtom }.SelectMany(pair => new[] { pair.Manifest, pair.Lock })
            .Select(name => Path.Combine(directory, name)).Where(File.Exists);

    /// <summary>Why a directory's manifest or lock does not count.</summary>
    /// <param name="directory">A real path, with a manifest or a lock in it.</param>
    /// <param name="isAbove">
    /// Whether it lies above where the person stands. Then nobody else may be able to write there either; where they stand, they see who can.
    /// </param>
    /// <param name="account">Who asks.</param>
    /// <returns>The file, and a clause for people; <see langword="null"/> if it counts.</returns>
    internal static (string File, string Reason)? Doubt(string directory, bool isAbove, Account account)
    {
        foreach (string file in FilesIn(directory))
        {
            string? reason = Doubt(directory, directory, isAbove, account) ?? Doubt(file, Path.GetFileName(file), isAbove, account);
            if (reason is not null)
            {
                return (file, reason);
            }
        }

        return null;
    }

    /// <summary>The link itself, and what it leads to: either decides what is read.</summary>
    private static string? Doubt(string path, string name, bool isAbove, Account account)
    {
        foreach (bool follows in (bool[])[false, true])
        {
            if (PathStatus.TryGet(path, follows) is not { } status)
            {
                return $"{name} cannot be looked at";
            }

            if (status.User != account.User && status.User != 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{name} belongs to user {status.User}, and you are user {account.User}");
            }

            bool isLink = status.Kind == FileKind.Symlink;
            if (isAbove && !isLink && (status.Mode & OthersWrite) != 0)
            {
                return $"everybody may write {name}";
            }

            if (isAbove && !isLink && (status.Mode & GroupWrites) != 0 && status.Group != account.Group)
            {
                return string.Create(CultureInfo.InvariantCulture, $"the group {status.Group}, which is not your own, may write {name}");
            }
        }

        return null;
    }

    /// <summary>Says that the manifest above, or at hand, does not count.</summary>
    internal static NukaException Refusal(string file, string reason, string standing)
    {
        bool isAbove = Path.GetDirectoryName(file) != standing;
        return new Problem("projects/foreign-manifest", $"{Path.GetFileName(file)} {(isAbove ? "above this directory" : "here")} may be somebody else's")
        {
            Place = new Place(file),
            Reasons = [reason, "a manifest says what is the project, which programs can write, and what runs in it"],
            Hints = isAbove
                ? [$"say which directory is the project   try: nuka -C {standing} …", $"or remove it, if it is in the way   try: rm {file}"]
                : [$"if you trust it, name it   try: nuka -C {standing} …"],
        }.ToException();
    }
}
