using System.Collections.Immutable;

namespace Nuka.Sandbox.Plans;

/// <summary>A read-only file whose content stands in the plan.</summary>
/// <param name="Target">Where, inside.</param>
/// <param name="Content">Its bytes, at most <see cref="PlanLimits.FileBytes"/>.</param>
public sealed record FileMount(string Target, ImmutableArray<byte> Content) : SandboxMount(Target);
