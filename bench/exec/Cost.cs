namespace Nuka.Bench.Exec;

/// <summary>What one whole process cost, with everything it started and waited for.</summary>
/// <param name="WallMilliseconds">From before it was made to after it was reaped.</param>
/// <param name="ProcessorMilliseconds">User and system time.</param>
internal readonly record struct Cost(double WallMilliseconds, double ProcessorMilliseconds);
