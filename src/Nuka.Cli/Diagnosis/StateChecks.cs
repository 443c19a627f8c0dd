using Nuka.Cli.Frame;
using Nuka.Cli.Output;
using Nuka.Platform.Files;
using Nuka.Platform.Processes;

namespace Nuka.Cli.Diagnosis;

/// <summary>The state directory: whose it is, whether it can be written, and how much room there is.</summary>
internal static class StateChecks
{
    /// <summary>A project with a compiler and a graphical library takes about this much.</summary>
    internal const long RoomBytes = 4_000_000_000;

    private const string Part = "state";
    private const uint WritableByOthers = 0x12; // group and others, octal 022

    /// <summary>Looks at it; it need not exist.</summary>
    internal static IEnumerable<Finding> Run(Rooms rooms)
    {
        string directory = rooms.State.Root;
        string existing = NearestExisting(directory);
        yield return Owner(directory, existing);
        yield return Room(existing);
    }

    private static Finding Owner(string directory, string existing)
    {
        const string Name = "directory";
        using DirectoryHandle handle = DirectoryHandle.Open(existing);
        FileStatus status = handle.GetStatus("."u8);
        uint caller = Account.Current.User;
        if (existing != directory)
        {
            return CanWrite(existing)
                ? new Finding(Part, Name, Standing.Works, $"{directory} (does not exist yet)")
                : new Finding(Part, Name, Standing.Missing, $"{directory} cannot be made: {existing} is not yours to write",
                    "choose another with --state DIR");
        }

        if (status.User != caller)
        {
            return new Finding(Part, Name, Standing.Missing, $"{directory} belongs to user {status.User}, and you are {caller}",
                "choose your own with --state DIR");
        }

        return (status.Mode & WritableByOthers) == 0
            ? new Finding(Part, Name, Standing.Works, directory)
            : new Finding(Part, Name, Standing.Missing, $"{directory} can be written by others", $"chmod go-w {directory}");
    }

    private static Finding Room(string existing)
    {
        try
        {
            var drive = new DriveInfo(existing);
            string detail = $"{Quantity.Bytes(drive.AvailableFreeSpace)} free ({drive.DriveFormat})";
            return drive.AvailableFreeSpace >= RoomBytes
                ? new Finding(Part, "room", Standing.Works, detail)
                : new Finding(Part, "room", Standing.Reduced, $"{detail}; a larger project takes {Quantity.Bytes(RoomBytes)}",
                    "nuka gc, or choose another disk with --state DIR");
        }
        catch (IOException)
        {
            // In a changed root the table of mounts does not name the disk that this directory is on.
            return new Finding(Part, "room", Standing.Works, "the system does not say how much is free here");
        }
    }

    private static bool CanWrite(string directory)
    {
        using DirectoryHandle handle = DirectoryHandle.Open(directory);
        FileStatus status = handle.GetStatus("."u8);
        Account caller = Account.Current;
        const uint OwnerWrite = 0x80, GroupWrite = 0x10, OtherWrite = 0x2;
        return caller.User == 0
            || (status.User == caller.User ? (status.Mode & OwnerWrite) != 0
                : status.Group == caller.Group ? (status.Mode & GroupWrite) != 0 : (status.Mode & OtherWrite) != 0);
    }

    private static string NearestExisting(string directory)
    {
        string at = directory;
        while (!Directory.Exists(at))
        {
            at = Path.GetDirectoryName(at) ?? "/";
        }

        return at;
    }
}
