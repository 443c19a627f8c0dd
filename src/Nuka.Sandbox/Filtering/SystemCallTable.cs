namespace Nuka.Sandbox.Filtering;

/// <summary>
/// The system calls of x86-64 by group (arch/x86/entry/syscalls/syscall_64.tbl up to Linux 6.17). What stands in no group is answered
/// as if the kernel did not know it.
/// </summary>
internal static class SystemCallTable
{
    /// <summary>Open for everyone: calls on files, memory, processes and sockets of one's own.</summary>
    internal static readonly SystemCallSet Open = new(
        0, 15, // read to rt_sigreturn; 16 is ioctl
        17, 40, // pread64 to sendfile; 41 is socket
        42, 52, // connect to getpeername; 53 is socketpair
        54, 55, // setsockopt, getsockopt; 56 is clone
        57, 100, // fork to times; 101 is ptrace
        102, 102, // getuid; 103 is syslog
        104, 133, // getgid to mknod; 134 is uselib, 135 personality
        137, 138, // statfs, fstatfs
        140, 152, // getpriority to munlockall
        157, 160, // prctl, arch_prctl, adjtimex, setrlimit
        162, 162, // sync
        186, 204, // gettid to sched_getaffinity
        206, 210, // asynchronous input and output of old
        213, 213, // epoll_create
        216, 226, // remap_file_pages to timer_delete; 227 is clock_settime
        228, 235, // clocks, exit_group, epoll, tgkill, utimes
        239, 245, // get_mempolicy, message queues
        247, 247, // waitid
        251, 255, // ioprio, inotify
        257, 271, // the calls relative to a directory, pselect6, ppoll; 272 is unshare
        273, 278, // robust lists, splice, tee, sync_file_range, vmsplice
        280, 297, // utimensat to rt_tgsigqueueinfo
        299, 299, // recvmmsg
        302, 303, // prlimit64, name_to_handle_at
        305, 307, // clock_adjtime, syncfs, sendmmsg
        309, 309, // getcpu
        314, 319, // sched_setattr, sched_getattr, renameat2, seccomp, getrandom, memfd_create
        322, 322, // execveat
        324, 334, // membarrier to rseq
        424, 424, // pidfd_send_signal
        434, 434, // pidfd_open
        436, 437, // close_range, openat2
        439, 441, // faccessat2, process_madvise, epoll_pwait2
        444, 449, // landlock, memfd_secret, process_mrelease, futex_waitv
        451, 456, // cachestat, fchmodat2, map_shadow_stack, futex_wake, futex_wait, futex_requeue
        459, 459, // lsm_get_self_attr
        461, 466, // lsm_list_modules, mseal, the xattrat calls
        468, 469); // file_getattr, file_setattr

    /// <summary>Refused with EPERM: they change the machine, reach into other processes or into parts of the kernel that no project needs.</summary>
    internal static readonly SystemCallSet Refused = new(
        103, 103, // syslog
        153, 154, // vhangup, modify_ldt
        163, 164, // acct, settimeofday
        167, 173, // swap, reboot, host names, ports
        175, 176, // modules
        179, 179, // quotactl
        227, 227, // clock_settime
        237, 238, // mbind, set_mempolicy
        246, 246, // kexec_load
        248, 250, // add_key, request_key, keyctl
        256, 256, // migrate_pages
        279, 279, // move_pages
        298, 298, // perf_event_open
        300, 301, // fanotify
        304, 304, // open_by_handle_at
        308, 308, // setns
        312, 313, // kcmp, finit_module
        320, 321, // kexec_file_load, bpf
        323, 323, // userfaultfd
        443, 443); // quotactl_fd

    /// <summary>Open where nested namespaces are granted, refused elsewhere: mounts and changes of the root.</summary>
    internal static readonly SystemCallSet Mounting = new(
        155, 155, // pivot_root
        161, 161, // chroot
        165, 166, // mount, umount2
        428, 433, // open_tree, move_mount, fsopen, fsconfig, fsmount, fspick
        442, 442); // mount_setattr

    /// <summary>Open where debugging is, refused elsewhere: one process looking into another.</summary>
    internal static readonly SystemCallSet Debugging = new(
        101, 101, // ptrace
        310, 311, // process_vm_readv, process_vm_writev
        438, 438); // pidfd_getfd

    internal const int OpenPath = 2;
    internal const int Create = 85;
    internal const int ChangeMode = 90;
    internal const int ChangeModeOfOpen = 91;
    internal const int MakeNode = 133;
    internal const int OpenAt = 257;
    internal const int MakeNodeAt = 259;
    internal const int ChangeModeAt = 268;
    internal const int OpenAt2 = 437;
    internal const int ChangeModeAtWithFlags = 452;
    internal const int ChangeOwner = 92;
    internal const int ChangeOwnerOfOpen = 93;
    internal const int ChangeOwnerOfLink = 94;
    internal const int ChangeOwnerAt = 260;
    internal const int Ioctl = 16;
    internal const int Socket = 41;
    internal const int SocketPair = 53;
    internal const int Clone = 56;
    internal const int Fork = 57;
    internal const int ForkShared = 58; // vfork
    internal const int Personality = 135;
    internal const int Unshare = 272;
    internal const int Clone3 = 435;

    /// <summary>Numbers from here on are the x32 calls.</summary>
    internal const uint X32 = 0x40000000;

    /// <summary>One more than the last number in any group.</summary>
    internal const int End = 470;
}
