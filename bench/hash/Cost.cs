namespace Nuka.Bench.Hash;

/// <summary>What one pass over the file cost.</summary>
/// <param name="WallSeconds">From beginning to end, as the clock on the wall has it.</param>
/// <param name="ProcessorSeconds">User and system time of all threads.</param>
internal readonly record struct Cost(double WallSeconds, double ProcessorSeconds);
