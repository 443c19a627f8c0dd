using System.Collections.Immutable;
using Nuka.Content.Hashing;
using Nuka.Graft.Unpack;
using Nuka.Store;
namespace Nuka.Projects.Realise;
/// <summary>temp</summary>
public static class TemporaryFinish
{
    /// <summary>temp</summary>
    public static Digest Make(ContentStore store)
    {
        using TreeWriter w = store.BeginTree();
        foreach (string d in "proc dev sys tmp run home root opt mnt srv etc var/tmp var/lib usr/bin usr/sbin usr/lib usr/lib64".Split(' ')) w.AddDirectory(System.Text.Encoding.UTF8.GetBytes(d));
        foreach (string d in "bin sbin lib lib64".Split(' ')) w.AddSymlink(System.Text.Encoding.UTF8.GetBytes(d), System.Text.Encoding.UTF8.GetBytes("usr/" + d));
        w.AddFile("etc/passwd"u8, false, "root:x:0:0:root:/root:/bin/sh\n"u8);
        w.AddFile("etc/group"u8, false, "root:x:0:\n"u8);
        w.AddFile("etc/hosts"u8, false, ""u8);
        w.AddFile("etc/resolv.conf"u8, false, ""u8);
        w.AddFile("etc/ssl/certs/ca-certificates.crt"u8, false, ""u8);
        w.AddSymlink("usr/bin/awk"u8, "mawk"u8);
        w.AddSymlink("usr/bin/cc"u8, "gcc"u8);
        w.AddSymlink("usr/bin/c++"u8, "g++"u8);
        return w.Commit();
    }
}
