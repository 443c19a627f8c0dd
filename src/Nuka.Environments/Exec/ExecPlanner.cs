using System.Collections.Immutable;
using System.Text;
using Nuka.Environments.Host;
using Nuka.Environments.Permissions;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Platform.State;
using Nuka.Sandbox.Plans;
using Nuka.Sandbox.Probing;

namespace Nuka.Environments.Exec;

/// <summary>
/// Turns a request into a sandbox plan: which directories of the host a program sees where, which variables it has, and what it
/// may do. Nothing is started here; directories of the project in the state are made.
/// </summary>
public sealed partial class ExecPlanner
{
    private static readonly ImmutableArray<string> PassedNames =
    [
        "TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "CI", "TZ", "COLUMNS", "LINES",
        "http_proxy", "https_proxy", "ftp_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "FTP_PROXY", "ALL_PROXY", "NO_PROXY",
    ];

    // Those of package managers are among their own rows: PackageManager.PathVariables.
    private static readonly ImmutableArray<string> CertificateVariables = ["SSL_CERT_FILE", "SSL_CERT_DIR", "CURL_CA_BUNDLE"];

    private readonly ExecRequest request;
    private readonly ImmutableArray<SandboxMount>.Builder mounts = ImmutableArray.CreateBuilder<SandboxMount>();
    private readonly ImmutableArray<Reach>.Builder reaches = ImmutableArray.CreateBuilder<Reach>();
    private readonly SortedDictionary<string, string> variables = new(StringComparer.Ordinal);
    private readonly List<string> writable = [];
    private readonly ObservedPaths observed = new();
    private readonly string projectState;
    private readonly GitPlaces git;
    private readonly DeniedPaths denied;

    private ExecPlanner(ExecRequest request)
    {
        this.request = request;
        git = new GitPlaces(request.ProjectDirectory, GitPlaces.PersonalIn(Host.HomeDirectory, Host.Variables.GetValueOrDefault("XDG_CONFIG_HOME")))
        {
            Home = Host.HomeDirectory,
        };
        denied = new DeniedPaths(request);
        projectState = request.State.Project(ProjectKey.Of(request.ProjectDirectory));
    }

    private PermissionSet Allowed => request.Permissions.Effective;

    private HostFacts Host => request.Host;

    /// <summary>The paths that were granted for writing, as they were granted.</summary>
    private IEnumerable<string> GrantedForWriting =>
        Allowed.Values(PermissionKind.Path).Where(value => value.EndsWith(":rw", StringComparison.Ordinal)).Select(value => value[..^3]);

    /// <summary>Plans.</summary>
    /// <param name="request">What is to run, and where.</param>
    /// <exception cref="NukaException">
    /// <c>environments/state-in-project</c>, <c>environments/state-in-grant</c>: the state directory would be visible;
    /// <c>environments/missing-path</c>: a granted path does not exist; <c>environments/link-in-grant</c>: it leads through a link that a program may
    /// have laid; <c>environments/reserved-path</c>: the environment's own is in its place; <c>environments/denied-project</c>: the program is to start
    /// in what is denied.
    /// </exception>
    public static ExecPlan Plan(ExecRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ExecPlanner planner = new(request);
        RefuseVisibleState(request.State, request.ProjectDirectory, request.Permissions.Effective);
        planner.MountSystem();
        planner.MountHome();
        planner.MountGrants();
        planner.MountProject();
        planner.MountHostFiles();
        planner.HideDenied();
        new DesktopAccess(request, planner.mounts, planner.reaches, planner.variables).Add();
        planner.mounts.AddRange(BusAccess.Documents(request));
        planner.ExplainBuses();
        planner.SetVariables();
        return planner.Finish();
    }

    /// <summary>Refuses a project, or a grant, that would show the state directory; to be asked before anything is made or fetched.</summary>
    /// <param name="state">The state directory.</param>
    /// <param name="projectDirectory">The project's real absolute path.</param>
    /// <param name="allowed">What the program may do.</param>
    /// <exception cref="NukaException"><c>environments/state-in-project</c>, <c>environments/state-in-grant</c>.</exception>
    public static void RefuseVisibleState(StateDirectory state, string projectDirectory, PermissionSet allowed)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(allowed);
        if (state.Overlaps(projectDirectory))
        {
            throw new Problem("environments/state-in-project", "the state directory and the project lie one in the other")
            {
                Reasons = [$"the state is {state.Root}", $"the project is {projectDirectory}", "a program could rewrite its own grants"],
                Hints = ["keep the state elsewhere   try: nuka --state DIR …", "or run in a directory of its own   try: nuka -C PROJECT …"],
            }.ToException();
        }

        foreach (string path in allowed.Values(PermissionKind.Path).Select(value => value[..^3]).Where(state.Overlaps))
        {
            throw new Problem("environments/state-in-grant", $"granting {path} would show the state directory")
            {
                Reasons = [$"the state is {state.Root}", "a program could rewrite its own grants"],
                Hints = ["grant only the directories below it that are needed"],
            }.ToException();
        }
    }

    /// <summary>Refuses a state directory that others may write: they could put grants, or a store, in the place of its own.</summary>
    /// <param name="state">The state directory, which need not exist.</param>
    /// <exception cref="NukaException"><c>environments/shared-state</c>.</exception>
    public static void RefuseSharedState(StateDirectory state)
    {
        ArgumentNullException.ThrowIfNull(state);
        const UnixFileMode Others = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && Directory.Exists(state.Root) && (File.GetUnixFileMode(state.Root) & Others) != 0)
        {
            throw new Problem("environments/shared-state", "other users may write in the state directory")
            {
                Reasons = [$"the state is {state.Root}", "they could put grants in the place of yours"],
                Hints = [$"if only you wrote there   try: chmod go-w {state.Root}", "or choose another   try: nuka --state DIR …"],
            }.ToException();
        }
    }

    private void MountSystem()
    {
        mounts.Add(new ProcessMount { CoversMachine = Host.Account.User == 0 });
        mounts.Add(new DeviceMount());
        mounts.Add(new TemporaryMount("/tmp", Mode: 0x3FF));
        mounts.Add(new TemporaryMount("/var/tmp", Mode: 0x3FF));
        mounts.Add(new TemporaryMount("/run"));
        mounts.Add(new DirectoryMount(RuntimeDirectory, Mode: 0x1C0));
        writable.AddRange(["/tmp", "/var/tmp", "/run", "/dev", "/proc"]);
        variables["XDG_RUNTIME_DIR"] = RuntimeDirectory;
    }

    private string RuntimeDirectory => $"/run/user/{Host.Account.User}";

    private void MountHome()
    {
        string home = request.Made(Path.Combine(projectState, "home"));
        mounts.Add(new BindMount(home, Host.HomeDirectory, BindAccess.Write));
        writable.Add(Host.HomeDirectory);
        reaches.Add(new Reach($"{Host.HomeDirectory} (private to this project)", "every project has a home and a cache of its own"));
        variables["HOME"] = Host.HomeDirectory;
        string? open = request.MakesNothing ? null : Path.Combine(projectState, "settings");
        HostSettings settings = HostSettings.Collect(Host, request.Command.FirstOrDefault(string.Empty), open, denied.Has, observed);
        foreach (ShownFile file in settings.Files)
        {
            mounts.Add(new BindMount(file.HostPath, Path.Combine(Host.HomeDirectory, file.RelativePath)) { IsFile = true });
            reaches.Add(new Reach($"~/{file.RelativePath} (read)", $"configuration of {file.Manager}"));
        }

        foreach (IGrouping<string, ShownPath> path in settings.Paths.GroupBy(path => path.HostPath, StringComparer.Ordinal))
        {
            MountNamed(path.Key);
            reaches.Add(new Reach($"{path.Key} (read)", $"named by {string.Join(", ", path.Select(one => "$" + one.Variable))}"));
        }

        foreach (HostFile file in settings.LeftOut)
        {
            LeaveOut(file);
        }

        reaches.AddRange(settings.Credentials.Select(secret => new Reach($"credentials: {secret}", "the command is that package manager's own")));
        foreach ((string name, string value) in settings.Variables)
        {
            variables[name] = value;
        }
    }

    private void MountGrants()
    {
        string[] programs = [request.ProjectDirectory, .. GrantedForWriting.Select(RealPath.OrAsWritten)];

        // A mount hides what was mounted below its place before: the outer ones first.
        var grants = Allowed.Values(PermissionKind.Path).Select(value => (Value: value, Place: GrantPlace.Of(request.Root, value[..^3])));
        foreach ((string value, string place) in grants.OrderBy(grant => grant.Place.Count(letter => letter == '/')))
        {
            string path = value[..^3];
            bool write = value.EndsWith(":rw", StringComparison.Ordinal);
            string real = RealPath.OrAsWritten(path);
            if (!DeniedPaths.IsThere(real))
            {
                throw new Problem("environments/missing-path", $"{path} was granted and does not exist")
                {
                    Hints = [$"make it   try: mkdir -p {path}", $"or leave it out   try: --deny path={path}"],
                }.ToException();
            }

            // A link is resolved now, and a kept plan does not follow one that comes later.
            LinkInGrant.Refuse(path, real, programs);
            if (denied.Has(real))
            {
                continue;
            }

            mounts.Add(new BindMount(real, place, write ? BindAccess.Write : BindAccess.Read) { IsFile = File.Exists(path), IsResolved = true });
            reaches.Add(new Reach($"{path} ({(write ? "read and write" : "read")})", Why(PermissionKind.Path, value)));
            if (write)
            {
                writable.Add(place);
            }
        }
    }

    private void MountProject()
    {
        mounts.Add(new BindMount(request.ProjectDirectory, request.ProjectDirectory, BindAccess.Write) { IsResolved = true });
        writable.Add(request.ProjectDirectory);
        reaches.Insert(0, new Reach($"{request.ProjectDirectory} (read and write)", "the project itself"));
    }

    private void HideDenied()
    {
        foreach (BindMount hiding in denied.Hiding(mounts))
        {
            mounts.Add(hiding);
            reaches.Add(new Reach($"{hiding.Target} (hidden: {(hiding.IsFile ? "an empty file" : "an empty directory")})", "denied on the command line"));
        }

        reaches.AddRange(denied.Missing.Select(path => new Reach($"{path} is not hidden", "it was denied, and nothing is there")));
    }

    private void ExplainBuses()
    {
        foreach (PermissionKind kind in (PermissionKind[])[PermissionKind.SessionBus, PermissionKind.SystemBus, PermissionKind.Portals])
        {
            reaches.AddRange(Allowed.Values(kind).Select(value =>
                new Reach(new Permission(kind, value).ToString(), Why(kind, value))));
        }

        if (request.LandlockVersion < LandlockVersion.WithScopes)
        {
            reaches.Add(new Reach("abstract sockets of this machine", "this kernel's Landlock cannot close them (Linux 6.12 can)"));
        }
    }

    private void SetVariables()
    {
        variables["PATH"] = ProgramDirectories.SearchPath;
        variables["LANG"] = "C.UTF-8";
        variables["USER"] = Host.UserName;
        variables["LOGNAME"] = Host.UserName;
        variables["SHELL"] = request.Root.Has("usr/bin/bash") ? "/bin/bash" : "/bin/sh";
        variables["NUKA"] = "1";
        foreach ((string name, string value) in request.Variables)
        {
            variables[name] = value;
        }

        foreach (string name in Allowed.Values(PermissionKind.Variable))
        {
            reaches.Add(new Reach($"${name}", Why(PermissionKind.Variable, name)));
        }
    }

    private ExecPlan Finish()
    {
        string network = Allowed.Network;
        reaches.Add(network switch
        {
            "host" => new Reach("the network, services on this machine's loopback included", Why(PermissionKind.Network, network)),
            "internet" => new Reach("other machines, not this machine's loopback", Why(PermissionKind.Network, network)),
            _ => new Reach("no network", "it was denied, or the project asked for none"),
        });
        reaches.AddRange(InternetAccess.Explain(request));
        bool nested = Allowed.Has(PermissionKind.UserNamespaces);
        bool isRoot = Host.Account.User == 0;
        ProtectedPlaces places = new ProtectedProject(request, git).Places(GrantedForWriting);
        SandboxPlan plan = new()
        {
            Roots = Roots(),
            MountPoint = request.Made(request.State.MountPoint),
            Mounts = mounts.ToImmutable(),
            ProtectedPaths = places.Paths,
            ProtectedLinks = places.Links,
            WatchedPaths = places.Absent,
            NewNames = NewNamesIn.Of(request.ProjectDirectory, request.Directories, git.Holders, Allowed.Has(PermissionKind.GitConfig)),
            InternetStack = InternetAccess.Of(request),
            Network = network switch { "host" => SandboxNetwork.Host, "internet" => SandboxNetwork.Internet, _ => SandboxNetwork.None },
            WorkingDirectory = request.WorkingDirectory,
            Environment = variables.ToImmutableSortedDictionary(StringComparer.Ordinal),
            PassedVariables = [.. PassedNames, .. Allowed.Values(PermissionKind.Variable)],
            Command = request.Command,
            Program = Allowed.Values(PermissionKind.Variable).Contains("PATH") ? null
                : ProgramPlace.Find(request.Root, variables["PATH"], request.Command.FirstOrDefault(string.Empty), mounts),
            SystemCalls = new SystemCallPolicy { NestedNamespaces = nested, PretendsForeignOwners = isRoot, RefusesSetId = isRoot },
            Confinement = nested ? Confinement.None : Confinement.For(request.LandlockVersion, [.. writable.Distinct(StringComparer.Ordinal)]),
            MessageBus = BusAccess.Of(request),
            LeaseFile = request.LeaseFile,
            Freshness = Freshness(),
            Bubblewrap = request.Tools.Bubblewrap,
            Launcher = request.Tools.Launcher,
        };
        return new ExecPlan(plan, reaches.ToImmutable()) { MissingDenied = denied.Missing };
    }

    /// <summary>
    /// What was observed for the request; besides, what is denied, what says which directories git runs hooks from, and what of the machine's files is
    /// left out or shown, since all of it may be another thing later.
    /// </summary>
    private ImmutableArray<FreshnessEntry> Freshness()
    {
        HashSet<string> known = request.Freshness.Select(entry => entry.Path).ToHashSet(StringComparer.Ordinal);
        FreshnessEntry[] more = [.. denied.Observed.Concat(git.Observed).Concat(observed.Entries).Where(entry => known.Add(entry.Path))];

        // The last of what the request depends on are files of the root, which every new plan compares.
        return [.. request.Freshness.Take(PlanLimits.FreshnessEntries - more.Length), .. more];
    }

    private ImmutableArray<SandboxRoot> Roots()
    {
        var roots = ImmutableArray.CreateBuilder<SandboxRoot>();
        if (!request.Root.Layers.IsEmpty)
        {
            roots.Add(new OverlayRoot(request.Root.Layers));
        }

        if (request.Root.View is { } view)
        {
            roots.Add(new ViewRoot(view));
        }

        return roots.ToImmutable();
    }

    private string Why(PermissionKind kind, string value) =>
        request.Permissions.Reasons.GetValueOrDefault(new Permission(kind, value), "default");

    private static FileMount Text(string target, string text) => new(target, [.. Encoding.UTF8.GetBytes(text)]);
}
