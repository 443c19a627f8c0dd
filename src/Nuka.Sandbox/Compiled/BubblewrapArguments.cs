using System.Collections.Immutable;
using System.Globalization;
using Nuka.Sandbox.Plans;

namespace Nuka.Sandbox.Compiled;

/// <summary>Collects bubblewrap's argument vector.</summary>
internal sealed class BubblewrapArguments
{
    private readonly ImmutableArray<string>.Builder arguments = ImmutableArray.CreateBuilder<string>();
    private int files;

    internal BubblewrapArguments() => arguments.Add("bwrap");

    internal ImmutableArray<string> ToImmutable() => arguments.ToImmutable();

    internal void Add(params ReadOnlySpan<string> values) => arguments.AddRange(values);

    internal void AddNamespaces(SandboxPlan plan)
    {
        Add("--unshare-user", "--unshare-ipc", "--unshare-pid", "--unshare-cgroup-try");
        if (plan.Network != SandboxNetwork.Host)
        {
            Add("--unshare-net");
        }

        if (plan.HostName is not null)
        {
            Add("--unshare-uts", "--hostname", plan.HostName);
        }

        if (plan.UserId is not null)
        {
            Add("--uid", plan.UserId.Value.ToString(CultureInfo.InvariantCulture));
        }

        if (plan.GroupId is not null)
        {
            Add("--gid", plan.GroupId.Value.ToString(CultureInfo.InvariantCulture));
        }

        Add("--die-with-parent", "--as-pid-1", "--cap-drop", "ALL");
    }

    internal void AddMounts(ImmutableArray<SandboxMount> mounts)
    {
        foreach (SandboxMount mount in mounts)
        {
            AddMount(mount);
        }
    }

    internal void AddCommand(params ReadOnlySpan<string> command)
    {
        Add("--");
        Add(command);
    }

    /// <summary>Shows a directory's entries at the top of an empty root; see <see cref="ViewExpansion"/>.</summary>
    internal void AddView(string directory, ImmutableArray<SandboxMount> mounts) => AddMounts(ViewExpansion.Of(directory, mounts));

    private void AddMount(SandboxMount mount)
    {
        switch (mount)
        {
            case BindMount bind:
                Add(BindOption(bind), bind.Source, bind.Target);
                break;
            case TemporaryMount temporary:
                Add("--perms", Octal(temporary.Mode), "--tmpfs", temporary.Target);
                break;
            case DirectoryMount directory:
                Add("--perms", Octal(directory.Mode), "--dir", directory.Target);
                break;
            case DeviceMount device:
                Add("--dev", device.Target);
                break;
            case ProcessMount process:
                Add(process.Arguments.AsSpan());
                break;
            case SymlinkMount link:
                Add("--symlink", link.Content, link.Target);
                break;
            case FileMount file:
                string descriptor = (PlanCompiler.FirstFileDescriptor + files++).ToString(CultureInfo.InvariantCulture);
                Add("--perms", "0444", "--ro-bind-data", descriptor, file.Target);
                break;
            default:
                throw new ArgumentException($"no such mount: {mount.GetType().Name}", nameof(mount));
        }
    }

    private static string BindOption(BindMount bind) => (bind.Access, bind.Optional) switch
    {
        (BindAccess.Read, false) => "--ro-bind",
        (BindAccess.Read, true) => "--ro-bind-try",
        (BindAccess.Write, false) => "--bind",
        (BindAccess.Write, true) => "--bind-try",
        (_, false) => "--dev-bind",
        (_, true) => "--dev-bind-try",
    };

    private static string Octal(uint mode) => "0" + Convert.ToString((int)mode, 8);
}
