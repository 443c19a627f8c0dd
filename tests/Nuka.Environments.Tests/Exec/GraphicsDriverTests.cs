using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Nuka.Environments.Exec;
using Nuka.Environments.Host;
using Nuka.Environments.Permissions;
using Nuka.Platform.Errors;
using Nuka.Platform.Processes;
using Nuka.Platform.State;
using Nuka.Sandbox.Plans;

namespace Nuka.Environments.Tests.Exec;

/// <summary>A host with a driver's file names, since no machine of the tests need have the card.</summary>
public sealed class GraphicsDriverTests : IDisposable
{
    private static readonly string Triplet = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "aarch64-linux-gnu" : "x86_64-linux-gnu";

    private readonly string here = Directory.CreateTempSubdirectory("nuka-driver-").FullName;
    private readonly string host;

    public GraphicsDriverTests() => host = Directory.CreateDirectory(Path.Combine(here, "host")).FullName;

    public void Dispose() => Directory.Delete(here, recursive: true);

    [Fact]
    public void A_driver_is_seen_as_a_named_layer_of_its_files_and_nodes()
    {
        LayDriver($"usr/lib/{Triplet}");
        ExecPlan plan = Plan();
        Assert.Contains(plan.Reaches, reach => reach.What == "host layer nvidia 550.54.14: 7 files (read)");
        BindMount[] files = [.. plan.Sandbox.Mounts.OfType<BindMount>().Where(mount => mount.Source.StartsWith(host + "/usr/", StringComparison.Ordinal))];
        Assert.All(files, file => Assert.Equal((BindAccess.Read, true), (file.Access, file.IsFile)));
        Assert.Contains(files, file => file.Target == $"/usr/lib/{Triplet}/libcuda.so.1" && file.Source.EndsWith("/libcuda.so.550.54.14", StringComparison.Ordinal));
        Assert.Contains(files, file => file.Target == "/usr/share/vulkan/icd.d/nvidia_icd.json");
        Assert.DoesNotContain(files, file => file.Target.Contains("libGLX_mesa", StringComparison.Ordinal));
        Assert.All(files, file => Assert.Contains(plan.Reaches, reach => reach.What == $"  {file.Target}" && reach.Why == file.Source));
        Assert.Equal(
            ["/dev/dri", "/dev/nvidia0", "/dev/nvidiactl"],
            plan.Sandbox.Mounts.OfType<BindMount>().Where(mount => mount.Access == BindAccess.Device).Select(mount => mount.Target).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("usr/lib64")]
    [InlineData("usr/lib")]
    [InlineData("usr/lib/{triplet}/nvidia/current")]
    public void It_is_found_where_distributions_put_it_and_seen_where_the_loader_looks(string directory)
    {
        LayDriver(directory.Replace("{triplet}", Triplet, StringComparison.Ordinal));
        HostLayer layer = new GraphicsDriver(host, Triplet).Find()!;
        Assert.Equal("nvidia 550.54.14", layer.Name);
        Assert.Contains(layer.Files, file => file.Target == $"/usr/lib/{Triplet}/libcuda.so.1");
    }

    [Fact]
    public void Without_a_device_or_without_its_libraries_it_is_refused_by_name()
    {
        Assert.Equal("environments/no-device", Assert.Throws<NukaException>(Plan).Problem.Code);
        LayNodes();
        Assert.Equal("environments/no-driver", Assert.Throws<NukaException>(Plan).Problem.Code);
    }

    [Fact]
    public void A_card_with_open_drivers_takes_them_from_the_environment()
    {
        Directory.CreateDirectory(Path.Combine(host, "dev/dri"));
        ExecPlan plan = Plan();
        Assert.DoesNotContain(plan.Reaches, reach => reach.What.StartsWith("host layer", StringComparison.Ordinal));
        Assert.Contains(plan.Reaches, reach => reach.Why.Contains("libgl1-mesa-dri", StringComparison.Ordinal));
    }

    private void LayNodes()
    {
        Directory.CreateDirectory(Path.Combine(host, "dev/dri"));
        File.WriteAllText(Path.Combine(host, "dev/nvidiactl"), "");
        File.WriteAllText(Path.Combine(host, "dev/nvidia0"), "");
    }

    private void LayDriver(string directory)
    {
        LayNodes();
        string libraries = Directory.CreateDirectory(Path.Combine(host, directory)).FullName;
        foreach (string name in (string[])["libcuda.so.550.54.14", "libGLX_nvidia.so.550.54.14", "libnvidia-egl-wayland.so.1.1.13", "libGLX_mesa.so.0.0.0", "libc.so.6"])
        {
            File.WriteAllText(Path.Combine(libraries, name), name);
        }

        File.CreateSymbolicLink(Path.Combine(libraries, "libcuda.so.1"), "libcuda.so.550.54.14");
        File.CreateSymbolicLink(Path.Combine(libraries, "libcuda.so"), "libcuda.so.1");
        File.CreateSymbolicLink(Path.Combine(libraries, "libGLX_nvidia.so.0"), "libGLX_nvidia.so.550.54.14");
        File.CreateSymbolicLink(Path.Combine(libraries, "libnvidia-gone.so.1"), "nothing");
        string vulkan = Directory.CreateDirectory(Path.Combine(host, "usr/share/vulkan/icd.d")).FullName;
        File.WriteAllText(Path.Combine(vulkan, "nvidia_icd.json"), "{}");
        File.WriteAllText(Path.Combine(vulkan, "intel_icd.json"), "{}");
    }

    private ExecPlan Plan()
    {
        string project = Directory.CreateDirectory(Path.Combine(here, "project")).FullName;
        PermissionSet gpu = PermissionSet.Of([new Permission(PermissionKind.Device, "gpu")]);
        return ExecPlanner.Plan(new ExecRequest
        {
            ProjectDirectory = project,
            WorkingDirectory = project,
            Command = ["true"],
            Root = new EnvironmentRoot([], null),
            Permissions = PermissionDecision.Make(PermissionSet.Empty, PermissionSet.Empty, gpu, PermissionSet.Empty),
            Host = new HostFacts
            {
                Account = Account.Current,
                UserName = "somebody",
                HomeDirectory = Path.Combine(here, "home"),
                Variables = ImmutableDictionary<string, string>.Empty,
            },
            HostRoot = host,
            State = new StateDirectory(Path.Combine(here, "state")),
            Tools = new SandboxTools("/launcher", "/bwrap", null),
        });
    }
}
