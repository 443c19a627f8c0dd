using Nuka.Sandbox.Plans;

namespace Nuka.Sandbox.Compiled;

/// <summary>What every plan must fulfil; a plan that does not is a mistake of the calling room, not of a person.</summary>
internal static class PlanCheck
{
    internal static void Run(SandboxPlan plan)
    {
        Require(plan.Roots.Length is > 0 and <= PlanLimits.Roots, "a plan needs one to four roots");
        Require(plan.Mounts.Length <= PlanLimits.Mounts, "too many mounts");
        Require(plan.Freshness.Length <= PlanLimits.FreshnessEntries, "too many freshness entries");
        Require(plan.Key.Length is 0 or 32, "a key has 32 bytes");
        Require(plan.Network == SandboxNetwork.Internet == plan.InternetStack is not null, "what connects the internet goes with that network alone");
        Require((plan.InternetStack?.PublishedPorts.Length ?? 0) <= PlanLimits.Ports, "too many published ports");

        Require((plan.NewNames?.Names.Length ?? 0) <= PlanLimits.NewNames, "too many names to look for");
        Require((plan.NewNames?.Directories.Length ?? 0) <= PlanLimits.LookedDirectories, "too many directories to look at");

        foreach (SandboxRoot root in plan.Roots)
        {
            CheckRoot(root);
        }

        foreach (string path in Paths(plan))
        {
            Require(SandboxPaths.IsNormal(path), $"not an absolute path written in the one way: {path}");
        }

        CheckFiles(plan);
        CheckEnvironment(plan);
        CheckBus(plan.MessageBus);
    }

    private static List<string> Paths(SandboxPlan plan)
    {
        List<string> paths =
        [
            plan.MountPoint, plan.WorkingDirectory, plan.InternetStack?.Program ?? "/", plan.InternetStack?.Directory ?? "/", plan.Bubblewrap, plan.Launcher, plan.LeaseFile ?? "/",
            plan.Program ?? "/",
            .. plan.ProtectedPaths, .. plan.ProtectedLinks, .. plan.WatchedPaths, .. plan.Confinement.WritablePaths,
        ];
        foreach (SandboxMount mount in plan.Mounts)
        {
            paths.Add(mount.Target);
            if (mount is BindMount bind)
            {
                paths.Add(bind.Source);
            }
        }

        foreach (FreshnessEntry entry in plan.Freshness)
        {
            paths.Add(entry.Path);
        }

        foreach (LookedDirectory directory in plan.NewNames?.Directories ?? [])
        {
            paths.Add(directory.Path);
        }

        return paths;
    }

    private static void CheckRoot(SandboxRoot root)
    {
        if (root is OverlayRoot overlay)
        {
            Require(overlay.Layers.Length is > 0 and <= PlanLimits.Layers, "an overlay has 1 to 499 layers");
            Require(overlay.Layers.All(SandboxPaths.IsNormal), "a layer's path is not absolute and normal");
            Require(overlay.Upper is null == overlay.Work is null, "a writable overlay needs both an upper and a work directory");
        }
        else if (root is ViewRoot view)
        {
            Require(SandboxPaths.IsNormal(view.Directory), "a view's path is not absolute and normal");
        }
    }

    private static void CheckFiles(SandboxPlan plan)
    {
        int files = 0;
        foreach (SandboxMount mount in plan.Mounts)
        {
            if (mount is FileMount file)
            {
                files++;
                Require(file.Content.Length <= PlanLimits.FileBytes, "a file's content is too long");
            }
        }

        Require(files <= PlanLimits.Files, "too many files with content");
    }

    private static void CheckEnvironment(SandboxPlan plan)
    {
        foreach ((string name, string value) in plan.Environment)
        {
            CheckName(name);
            Require(!value.Contains('\0', StringComparison.Ordinal), "a variable's value holds NUL");
        }

        foreach (string name in plan.PassedVariables)
        {
            CheckName(name);
        }
    }

    private static void CheckName(string name)
    {
        bool isName = name.Length > 0 && !name.Contains('=', StringComparison.Ordinal) && !name.Contains('\0', StringComparison.Ordinal);
        Require(isName, $"not a variable's name: {name}");
        bool isOurs = name.StartsWith("DOTNET_", StringComparison.Ordinal) || name.StartsWith("COMPlus_", StringComparison.Ordinal);
        Require(!isOurs, $"{name} is the full program's own and never enters an environment");
    }

    private static void CheckBus(MessageBus? bus)
    {
        if (bus is null)
        {
            return;
        }

        Require(SandboxPaths.IsNormal(bus.Directory) && SandboxPaths.IsNormal(bus.Proxy), "a bus needs absolute paths");
        IEnumerable<string> words = [bus.ApplicationId, .. bus.SessionNames, .. bus.OwnedNames, .. bus.SystemNames];
        bool isName = words.All(word => word.Length > 0 && word.All(character => char.IsAsciiLetterOrDigit(character) || "._-*".Contains(character)));
        Require(isName, "a bus name has letters, digits, dots, hyphens and underscores");
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new ArgumentException(message);
        }
    }
}
