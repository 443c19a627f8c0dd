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
            Roots = CompileRoots(plan, placed),
            Skeleton = SkeletonBuilder.Build(WithOwn(plan, plan.Mounts)),
            Bubblewrap = plan.Bubblewrap,
            Files = Files(plan),
            Passed = plan.PassedVariables,
            Watched = plan.WatchedPaths,
            Inner = CompileInner(plan),
            Bus = BusCompiler.Compile(plan.MessageBus),
            Placed = placed.Placed,
            Network = NetworkPlan.Of(plan),
            NewNames = plan.NewNames ?? NewNames.None,
        };
    }

    // Written out, here and below: what is generated for queries over structures would be compiled at every start.
    private static ImmutableArray<CompiledRoot> CompileRoots(SandboxPlan plan, PlacedMounts placed)
    {
        ImmutableArray<CompiledRoot>.Builder roots = ImmutableArray.CreateBuilder<CompiledRoot>(plan.Roots.Length);
        foreach (SandboxRoot root in plan.Roots)
        {
            roots.Add(CompileRoot(plan, root, WithOwn(plan, root is OverlayRoot ? placed.ByPath : placed.AllByPath)));
        }

        return roots.MoveToImmutable();
    }

    private static ImmutableArray<ImmutableArray<byte>> Files(SandboxPlan plan)
    {
        List<ImmutableArray<byte>> files = [];
        foreach (SandboxMount mount in plan.Mounts)
        {
            if (mount is FileMount file)
            {
                files.Add(file.Content);
            }
        }

        return [.. files];
    }

    private static ImmutableArray<string> Variables(SandboxPlan plan)
    {
        ImmutableArray<string>.Builder variables = ImmutableArray.CreateBuilder<string>();
        foreach ((string name, string value) in plan.MessageBus is null ? plan.Environment : plan.Environment.SetItems(BusCompiler.Variables(plan.MessageBus)))
        {
            variables.Add($"{name}={value}");
        }

        return variables.ToImmutable();
    }

    private static ImmutableArray<SandboxMount> WithOwn(SandboxPlan plan, ImmutableArray<SandboxMount> mounts) =>
        mounts.AddRange((SandboxMount[])[.. BusCompiler.Mounts(plan.MessageBus), new BindMount(plan.Launcher, FirstProcess) { IsFile = true }]);

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
        Environment = Variables(plan),
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
