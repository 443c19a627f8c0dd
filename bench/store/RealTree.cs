using System.Diagnostics;

namespace Nuka.Bench.Store;

/// <summary>A tree of real files: whole directories of this machine's /usr, copied until there are enough.</summary>
internal static class RealTree
{
    private static readonly string[] Places =
    [
        "include", "lib/python3", "lib/python3.11", "lib/gcc", "share/perl", "share/doc", "share/locale", "share/mime", "lib/x86_64-linux-gnu", "bin",
        "share/icons", "share/zoneinfo", "share/man", "lib/node_modules", "sbin",
    ];

    /// <summary>Makes the tree unless it is there.</summary>
    /// <param name="directory">Where.</param>
    /// <param name="files">How many files it must have at least.</param>
    internal static void Make(string directory, int files)
    {
        if (Directory.Exists(directory))
        {
            return;
        }

        string unfinished = directory + ".new";
        foreach (string place in Places.Where(place => Directory.Exists($"/usr/{place}")))
        {
            // Files beyond 20 MB would make it a benchmark of the disk.
            string script =
                $"mkdir -p '{unfinished}/{place}' && cp -a '/usr/{place}/.' '{unfinished}/{place}/' && find '{unfinished}' -size +20M -delete";
            using (Process process = Process.Start("sh", ["-c", script]))
            {
                process.WaitForExit();
            }

            if (Directory.EnumerateFiles(unfinished, "*", SearchOption.AllDirectories).Count() >= files)
            {
                break;
            }
        }

        Directory.Move(unfinished, directory);
    }

    /// <summary>How many files, links and directories it has, and how many bytes.</summary>
    internal static (int Files, int Links, int Directories, long Bytes) Measure(string directory)
    {
        (int files, int links, int directories, long bytes) = (0, 0, 0, 0L);
        foreach (FileSystemInfo item in new DirectoryInfo(directory).EnumerateFileSystemInfos("*", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = 0,
        }))
        {
            if (item.LinkTarget is not null)
            {
                links++;
            }
            else if (item is FileInfo file)
            {
                files++;
                bytes += file.Length;
            }
            else
            {
                directories++;
            }
        }

        return (files, links, directories, bytes);
    }
}
