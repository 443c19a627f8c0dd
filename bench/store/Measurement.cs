namespace Nuka.Bench.Store;

/// <summary>What one run cost, with everything it started.</summary>
/// <param name="WallSeconds">From beginning to end.</param>
/// <param name="ProcessorSeconds">User and system time.</param>
/// <param name="Kilobytes">The most memory that one of its processes had.</param>
internal readonly record struct Measurement(double WallSeconds, double ProcessorSeconds, long Kilobytes);
