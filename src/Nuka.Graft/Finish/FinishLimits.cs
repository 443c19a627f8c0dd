namespace Nuka.Graft.Finish;

/// <summary>What the finish layer may cost at most; scripts of packages decide what goes into it.</summary>
internal static class FinishLimits
{
    /// <summary>Bytes of a package's file that a handler reads whole: certificates, lists of accounts.</summary>
    internal const int ReadBytes = 16 << 20;

    /// <summary>Entries that scripts and tools may leave: bytecode of a large environment is some 20 000.</summary>
    internal const int EntryCount = 500_000;

    /// <summary>Bytes that scripts and tools may leave, all files together.</summary>
    internal const long TotalBytes = 8L << 30;

    /// <summary>
    /// Length of one file that a program may write, its log included, in the shell's units of 512 or 1024 bytes: a program that writes
    /// for ever is stopped before the disk is full. No cache of a real environment comes near.
    /// </summary>
    internal const long FileBlocks = 4 << 20;

    /// <summary>Seconds for all scripts and tools of one layer: bytecode of the largest environments takes two minutes on a slow machine.</summary>
    internal const int Seconds = 1800;

    /// <summary>Bytes that must be free after a step that failed: with less, the disk may have been the reason.</summary>
    internal const long RoomBytes = 64 << 20;

    /// <summary>Bytes that must be free after any step: many programs do not look whether they could write.</summary>
    internal const long LeastRoomBytes = 1 << 20;

    /// <summary>Bytes of what scripts ask handlers to do: real ones leave some kilobytes.</summary>
    internal const int RecordBytes = 4 << 20;

    /// <summary>Notices that one layer gives at most.</summary>
    internal const int NoticeCount = 200;

    /// <summary>Characters of a step's output that a notice quotes.</summary>
    internal const int QuotedCharacters = 400;
}
