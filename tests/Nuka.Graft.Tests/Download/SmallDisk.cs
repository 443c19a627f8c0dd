using System.Diagnostics;

namespace Nuka.Graft.Tests.Download;

/// <summary>A file system of a few pages, mounted in a namespace of its own and reached through the process that holds it.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly Process holder;

    private SmallDisk(Process holder, string path)
    {
        this.holder = holder;
        Path = path;
    }

    public string Path { get; }

    /// <summary>Mounts one over a directory; <see langword="null"/> where namespaces are not to be had.</summary>
    public static SmallDisk? TryMount(string directory, int sizeKibibytes)
    {
        ProcessStartInfo start = new("unshare") { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        string script = $"mount -t tmpfs -o size={sizeKibibytes}k,mode=0777 tmpfs '{directory}' && echo ready && exec cat";
        Array.ForEach(["--user", "--map-root-user", "--mount", "sh", "-c", script], start.ArgumentList.Add);
        Process holder = Process.Start(start)!;
        string path = $"/proc/{holder.Id}/root{directory}";
        if (holder.StandardOutput.ReadLine() == "ready" && Directory.Exists(path))
        {
            return new SmallDisk(holder, path);
        }

        holder.Kill();
        holder.Dispose();
        return null;
    }

    public void Dispose()
    {
        holder.Kill();
        holder.WaitForExit();
        holder.Dispose();
    }
}
