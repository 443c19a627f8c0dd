using Nuka.Environments.Exec;
using Nuka.Projects.Locks;
using Nuka.Store;

namespace Nuka.Projects.Exec;

/// <summary>A program ready to be started.</summary>
/// <param name="Plan">What starts it, and what it will reach.</param>
/// <param name="Lock">The lock of its environment.</param>
/// <param name="Lease">Keeps the environment's trees until the launcher has taken over.</param>
/// <param name="ProjectDirectory">The project's directory.</param>
public sealed record PreparedExec(ExecPlan Plan, EnvironmentLock Lock, StoreLease Lease, string ProjectDirectory);
