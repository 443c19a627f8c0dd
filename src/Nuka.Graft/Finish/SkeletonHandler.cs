namespace Nuka.Graft.Finish;

/// <summary>What every root needs before any package: the merged links, mount points, and files that packages copy from their own defaults.</summary>
internal sealed class SkeletonHandler : IFinishHandler
{
    /// <summary>Directories that must exist since nothing can be made in a read-only root: mount points, and what programs expect to be there.</summary>
    private static readonly string[] Directories =
    [
        "dev", "etc", "home", "media", "mnt", "opt", "proc", "root", "run", "srv", "sys", "tmp", "usr/bin", "usr/lib", "usr/sbin",
        "usr/local/bin", "usr/local/etc", "usr/local/games", "usr/local/include", "usr/local/lib", "usr/local/sbin", "usr/local/share", "usr/local/src",
        "var/cache", "var/lib", "var/local", "var/log", "var/mail", "var/opt", "var/spool", "var/tmp",
    ];

    /// <summary>Links that lead from their usual places to where the merged system keeps things.</summary>
    private static readonly (string Path, string Target)[] Links =
    [
        ("bin", "usr/bin"), ("sbin", "usr/sbin"), ("lib", "usr/lib"), ("var/run", "/run"), ("var/lock", "/run/lock"), ("etc/mtab", "../proc/self/mounts"),
    ];

    /// <summary>Files that packages copy into place when they are configured for the first time.</summary>
    private static readonly (string Path, string Source)[] Copies =
    [
        ("etc/inputrc", "usr/share/readline/inputrc"), ("etc/nsswitch.conf", "usr/share/libc-bin/nsswitch.conf"),
        ("etc/profile", "usr/share/base-files/profile"), ("etc/shells", "usr/share/debianutils/shells"),
        ("root/.bashrc", "usr/share/base-files/dot.bashrc"), ("root/.profile", "usr/share/base-files/dot.profile"),
    ];

    private static readonly string[] OtherLibraries = ["lib32", "lib64", "libx32"];

    /// <summary>Programs that can be /bin/sh, the likeliest first.</summary>
    private static readonly string[] Shells = ["dash", "bash", "busybox"];

    /// <summary>Empty files for the sandbox to mount the machine's own over.</summary>
    private static readonly string[] MountedFiles = ["etc/hostname", "etc/localtime", "etc/machine-id", "etc/resolv.conf", "etc/timezone"];

    /// <inheritdoc/>
    public string Identity => "skeleton/1";

    /// <inheritdoc/>
    public void Apply(FinishContext context)
    {
        foreach (string path in Directories)
        {
            context.Layer.AddDirectory(path);
        }

        foreach ((string path, string target) in Links)
        {
            AddLink(context, path, target);
        }

        foreach (string name in OtherLibraries.Where(name => context.Root.Has($"usr/{name}")))
        {
            AddLink(context, name, $"usr/{name}");
        }

        foreach ((string path, string source) in Copies)
        {
            if (!context.Root.Has(path) && context.Root.Read(source) is { } content)
            {
                context.Layer.AddFile(path, content);
            }
        }

        AddFiles(context);
    }

    private static void AddFiles(FinishContext context)
    {
        foreach (string path in MountedFiles.Where(path => !context.Root.Has(path)))
        {
            context.Layer.AddFile(path, "");
        }

        AddFile(context, "etc/hosts", "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost ip6-loopback\n");
        AddFile(context, "etc/nsswitch.conf", "passwd: files\ngroup: files\nhosts: files dns\n");
        AddShell(context);
        if (context.Root.Has("usr/bin/fc-cache"))
        {
            // The program writes its cache there only if the directory exists; else below the person's home, once for each.
            context.Layer.AddDirectory("var/cache/fontconfig");
        }

        if (context.Root.Has("etc/dpkg/origins/debian"))
        {
            AddLink(context, "etc/dpkg/origins/default", "debian");
        }
    }

    // Scripts of every kind begin with #!/bin/sh; dash holds the link since Debian 12, before that its script made it.
    private static void AddShell(FinishContext context)
    {
        string? shell = Shells.FirstOrDefault(name => context.Root.Exists($"usr/bin/{name}"));
        if (shell is not null && !context.Root.Has("usr/bin/sh"))
        {
            context.Layer.AddSymlink("usr/bin/sh", shell);
        }
    }

    private static void AddFile(FinishContext context, string path, string content)
    {
        if (!context.Root.Has(path))
        {
            context.Layer.AddFile(path, content);
        }
    }

    private static void AddLink(FinishContext context, string path, string target)
    {
        if (!context.Root.Has(path))
        {
            context.Layer.AddSymlink(path, target);
        }
    }
}
