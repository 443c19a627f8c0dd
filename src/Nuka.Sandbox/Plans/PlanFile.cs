using Nuka.Sandbox.Compiled;

namespace Nuka.Sandbox.Plans;

/// <summary>The file that the launcher executes: specs/plan.md.</summary>
public static class PlanFile
{
    /// <summary>
    /// Compiles a plan to the bytes of its file. Directories that a <see cref="ViewRoot"/> or a protected path names are looked at.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <exception cref="ArgumentException">The plan breaks a rule of <see cref="SandboxPlan"/> or a limit of <see cref="PlanLimits"/>.</exception>
    /// <exception cref="Nuka.Platform.Errors.NukaException"><c>sandbox/view-too-scattered</c>, <c>sandbox/no-user-network</c>.</exception>
    public static byte[] Encode(SandboxPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return PlanWriter.Encode(PlanCompiler.Compile(plan));
    }
}
