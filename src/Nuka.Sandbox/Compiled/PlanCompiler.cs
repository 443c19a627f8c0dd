using System.Collections.Immutable;
using Nuka.Sandbox.Filtering;
using Nuka.Sandbox.Plans;

namespace Nuka.Sandbox.Compiled;

/// <summary>Turns what a sandbox is to be into what the launcher does: argument vectors of bubblewrap, mount points, the inner part.</summary>
internal static class PlanCompiler
{
    /// <summary>Where the launcher itself is seen inside, as the first process.</summary>
    internal const string FirstProcess = "/run/nuka/init";

    /// <summary>The number of the first descriptor with content of a file (src/Nuka.Launcher/Kernel/Descriptors.cs).</summary>
    internal const int FirstFileDescriptor = 24;

    /// <summary>Where the launcher mounts an overlay: in the memory that it mounts on the plan's mount point, beside what it holds ready there.</summary>
    internal static string RootPlace(SandboxPlan plan) => $"{plan.MountPoint}/root";

    internal static LauncherPlan Compile(SandboxPlan plan)
    {
        PlanCheck.Run(plan);
        PlacedMounts placed = PlacedMounts.Of(plan);
        return new LauncherPlan
        {
            Key = plan.Key,
            Lease = plan.LeaseFile ?? "",
            Freshness = plan.Freshness,
            Target = plan.MountPoint,
            Roots = [.. plan.Roots.Select(root => CompileRoot(plan, root, WithOwn(plan, root is OverlayRoot ? placed.ByPath : placed.AllByPath)))],
            Skeleton = SkeletonBuilder.Build(WithOwn(plan, plan.Mounts)),
            Bubblewrap = plan.Bubblewrap,
            Files = [.. plan.Mounts.OfType<FileMount>().Select(file => file.Content)],
            Passed = plan.PassedVariables,
            Watched = plan.WatchedPaths,
            Inner = CompileInner(plan),
            Bus = BusCompiler.Compile(plan.MessageBus),
            Placed = placed.Placed,
            Network = NetworkPlan.Of(plan),
            NewNames = plan.NewNames ?? NewNames.None,
        };
    }

    private static ImmutableArray<SandboxMount> WithOwn(SandboxPlan plan, ImmutableArray<SandboxMount> mounts) =>
        [.. mounts, .. BusCompiler.Mounts(plan.MessageBus), new BindMount(plan.Launcher, FirstProcess) { IsFile = true }];

    private static CompiledRoot CompileRoot(SandboxPlan plan, SandboxRoot root, ImmutableArray<SandboxMount> mounts)
    {
        BubblewrapArguments arguments = new();
        arguments.AddNamespaces(plan);
        switch (root)
        {
            case OverlayRoot overlay:
                arguments.Add(overlay.Upper is null ? "--ro-bind" : "--bind", RootPlace(plan), "/");
                arguments.AddMounts(mounts);
                arguments.AddCommand(FirstProcess, "--inside");
                return new CompiledRoot(
                    CompiledRootKind.Overlay, overlay.Layers, overlay.Upper ?? "", overlay.Work ?? "", arguments.ToImmutable());
            case ViewRoot view:
                arguments.Add("--tmpfs", "/");
                arguments.AddView(view.Directory, mounts);
                arguments.AddMounts(mounts);
                arguments.Add("--remount-ro", "/");
                arguments.AddCommand(FirstProcess, "--inside");
                return new CompiledRoot(CompiledRootKind.View, [], "", "", arguments.ToImmutable());
            default:
                throw new ArgumentException($"no such root: {root.GetType().Name}", nameof(root));
        }
    }

    private static InnerPlan CompileInner(SandboxPlan plan) => new()
    {
        WorkingDirectory = plan.WorkingDirectory,
        Environment = [.. plan.Environment.SetItems(BusCompiler.Variables(plan.MessageBus)).Select(variable => $"{variable.Key}={variable.Value}")],
        Command = plan.Command,
        WriteRights = plan.Confinement.WritablePaths.IsEmpty ? 0 : LandlockRights.Write,
        Scopes = (plan.Confinement.ScopeAbstractSockets ? LandlockRights.ScopeAbstractSockets : 0)
            | (plan.Confinement.ScopeSignals ? LandlockRights.ScopeSignals : 0),
        WritablePaths = plan.Confinement.WritablePaths,
        Filter = SystemCallFilter.Compile(plan.SystemCalls),
        Program = plan.Program ?? "",
        WaitsForNetwork = plan.Network == SandboxNetwork.Internet,
    };
}
