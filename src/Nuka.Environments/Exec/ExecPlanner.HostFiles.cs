using Nuka.Environments.Host;
using Nuka.Platform.Files;
using Nuka.Sandbox.Plans;

namespace Nuka.Environments.Exec;

/// <content>What is shown of the machine's own files.</content>
public sealed partial class ExecPlanner
{
    // Where programs of Debian look for authorities, unless a variable says otherwise.
    private const string Bundle = "/etc/ssl/certs/ca-certificates.crt";

    // resolv.conf(5) of any resolver is a few lines.
    private const int ResolverSizeLimit = 1 << 16;

    private void MountHostFiles()
    {
        string accounts = request.Root.ReadText("etc/passwd");
        string groups = request.Root.ReadText("etc/group");
        mounts.Add(Text("/etc/passwd", AccountFiles.WithUser(accounts, Host)));
        mounts.Add(Text("/etc/group", AccountFiles.WithGroup(groups, Host)));
        MountResolver();

        if (Host.CertificateBundle is { } bundle)
        {
            if (!mounts.Any(mount => mount.Target == Bundle))
            {
                observed.Add(bundle);
                mounts.Add(new BindMount(bundle, Bundle) { IsFile = true, Optional = true });
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
        observed.Add(OnHost(path));
        HostFile file = HostFile.Look(OnHost(path));
        if (file.Oddity is null)
        {
            mounts.Add(new BindMount(file.Path, path) { IsFile = true, Optional = true });
        }
        else
        {
            LeaveOut(file);
        }
    }

    /// <summary>Tells once what counts as nothing.</summary>
    private void LeaveOut(HostFile file)
    {
        Reach reach = new($"{file.Path} is left out", file.Oddity!);
        if (!reaches.Contains(reach))
        {
            reaches.Add(reach);
        }
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
                observed.Add(OnHost(Resolver));
                mounts.Add(InternetAccess.Resolver(HostFile.TryRead(OnHost(Resolver), ResolverSizeLimit) ?? string.Empty));
                ShowMachineFile(Hosts);
                break;
        }
    }

    private void AddCertificateVariable(string name)
    {
        if (!Host.Variables.TryGetValue(name, out string? value) || !value.StartsWith('/'))
        {
            return;
        }

        string path = ObservedPaths.PathOf(value);
        observed.Add(path);
        if (denied.Has(path))
        {
            return;
        }

        HostFile file = HostFile.Look(path);
        if (!file.IsThere && !Directory.Exists(path))
        {
            if (file.Oddity is not null)
            {
                LeaveOut(file);
            }

            return;
        }

        variables[name] = value;
        if (path != Bundle && !mounts.Any(mount => mount.Target == path) && !request.Root.Has(path[1..]))
        {
            MountNamed(path);
            reaches.Add(new Reach($"{path} (read)", $"named by ${name}"));
        }
    }

    /// <summary>Shows what a variable names, at its own place. It is resolved now: what is denied of it is hidden in what is really there.</summary>
    private void MountNamed(string path)
    {
        string real = RealPath.Of(path);
        mounts.Add(new BindMount(real, path) { IsFile = File.Exists(real), IsResolved = true });
    }
}
