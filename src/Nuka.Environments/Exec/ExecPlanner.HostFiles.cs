using Nuka.Environments.Host;
using Nuka.Platform.Files;
using Nuka.Sandbox.Plans;

namespace Nuka.Environments.Exec;

/// <content>What is shown of the machine's own files.</content>
public sealed partial class ExecPlanner
{
    // resolv.conf(5) of any resolver is a few lines.
    private const int ResolverSizeLimit = 1 << 16;

    private void MountHostFiles()
    {
        string accounts = request.Root.ReadText("etc/passwd");
        string groups = request.Root.ReadText("etc/group");
        mounts.Add(Text("/etc/passwd", AccountFiles.WithUser(accounts, Host)));
        mounts.Add(Text("/etc/group", AccountFiles.WithGroup(groups, Host)));
        MountResolver();

        const string Bundle = "/etc/ssl/certs/ca-certificates.crt";
        if (Host.CertificateBundle is { } bundle)
        {
            if (!mounts.Any(mount => mount.Target == Bundle))
            {
                mounts.Add(new BindMount(bundle, Bundle) { IsFile = true, Optional = true });
                Watch(bundle);
            }

            reaches.Add(new Reach($"{bundle} (read)", "the host's certificate authorities"));
        }

        foreach (string name in CertificateVariables)
        {
            AddCertificateVariable(name);
        }

        ShowMachineFile("/etc/localtime");
    }

    /// <summary>
    /// Shows a file of the machine at its own place. It need not be there. A kept plan is made anew when it changes: another kind of thing in its place
    /// could not be mounted on a file, or would be waited for.
    /// </summary>
    private void ShowMachineFile(string path)
    {
        HostFile file = HostFile.Look(OnHost(path));
        if (file.Oddity is null)
        {
            mounts.Add(new BindMount(file.Path, path) { IsFile = true, Optional = true });
            Watch(file.Path);
        }
        else
        {
            LeaveOut(file);
        }
    }

    // An entry of freshness does not follow links, and what a link leads to can become another thing too.
    private void Watch(string path)
    {
        shown.Add(path);
        if (FindTarget(path) is { } target)
        {
            shown.Add(target);
        }
    }

    private static string? FindTarget(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // There is nothing, and the entry of the path itself says so.
        }
    }

    /// <summary>Tells what counts as nothing; when it changes, a kept plan is made anew.</summary>
    private void LeaveOut(HostFile file)
    {
        reaches.Add(new Reach($"{file.Path} is left out", file.Oddity!));
        leftOut.Add(file.Path);
    }

    private string OnHost(string path) => request.HostRoot == "/" ? path : request.HostRoot + path;

    private void MountResolver()
    {
        const string Resolver = "/etc/resolv.conf";
        const string Hosts = "/etc/hosts";
        switch (Allowed.Network)
        {
            case "host":
                ShowMachineFile(Resolver);
                ShowMachineFile(Hosts);
                break;
            case "internet":
                mounts.Add(InternetAccess.Resolver(HostFile.TryRead(OnHost(Resolver), ResolverSizeLimit) ?? string.Empty));
                ShowMachineFile(Hosts);
                break;
        }
    }

    private void AddCertificateVariable(string name)
    {
        if (!Host.Variables.TryGetValue(name, out string? path) || !path.StartsWith('/') || denied.Has(Path.GetFullPath(path)))
        {
            return;
        }

        HostFile file = HostFile.Look(path);
        if (!file.IsThere && !Directory.Exists(path))
        {
            if (file.Oddity is not null && !leftOut.Contains(path))
            {
                LeaveOut(file);
            }

            return;
        }

        variables[name] = path;
        if (path != "/etc/ssl/certs/ca-certificates.crt" && !mounts.Any(mount => mount.Target == path) && !request.Root.Has(path[1..]))
        {
            MountNamed(path);
            reaches.Add(new Reach($"{path} (read)", $"named by ${name}"));
        }
    }

    /// <summary>Shows what a variable names, at its own place. It is resolved now: what is denied of it is hidden in what is really there.</summary>
    private void MountNamed(string path)
    {
        Watch(path);
        string real = RealPath.Of(path);
        mounts.Add(new BindMount(real, path) { IsFile = File.Exists(real), IsResolved = true });
    }
}
