namespace Nuka.Launcher.Kernel;

/// <summary>The system calls that the launcher makes, by their x86-64 numbers (arch/x86/entry/syscalls/syscall_64.tbl).</summary>
internal static class Number
{
    internal const long Read = 0;
    internal const long Write = 1;
    internal const long Close = 3;
    internal const long Fstat = 5;
    internal const long Seek = 8;
    internal const long Mmap = 9;
    internal const long SignalAction = 13;
    internal const long SignalMask = 14;
    internal const long Ioctl = 16;
    internal const long Pread = 17;
    internal const long Pipe2 = 293;
    internal const long Dup3 = 292;
    internal const long Access = 21;
    internal const long GetPid = 39;
    internal const long ReceiveFrom = 45;
    internal const long SocketPair = 53;
    internal const long Clone = 56;
    internal const long Execve = 59;
    internal const long Wait4 = 61;
    internal const long Kill = 62;
    internal const long FileControl = 72;
    internal const long Flock = 73;
    internal const long GetCwd = 79;
    internal const long Chdir = 80;
    internal const long Readlink = 89;
    internal const long Umask = 95;
    internal const long GetUid = 102;
    internal const long GetGid = 104;
    internal const long GetParentPid = 110;
    internal const long GetProcessGroup = 121;
    internal const long CapabilitySet = 126;
    internal const long Prctl = 157;
    internal const long Mount = 165;
    internal const long ExitGroup = 231;
    internal const long OpenAt = 257;
    internal const long MakeDirectoryAt = 258;
    internal const long StatAt = 262;
    internal const long UnlinkAt = 263;
    internal const long SymlinkAt = 266;
    internal const long Ppoll = 271;
    internal const long Unshare = 272;
    internal const long SignalDescriptor = 289;
    internal const long LimitOfProcess = 302;
    internal const long Seccomp = 317;
    internal const long MemoryFile = 319;
    internal const long Statx = 332;
    internal const long CloseRange = 436;
    internal const long OpenTree = 428;
    internal const long MoveMount = 429;
    internal const long MountSetAttributes = 442;
    internal const long LandlockCreate = 444;
    internal const long LandlockAddRule = 445;
    internal const long LandlockRestrict = 446;
}
