namespace Nuka.Build.Running;

/// <summary>What a build can see of where it runs, and must not depend on.</summary>
/// <param name="User">The number of its user and group.</param>
/// <param name="UserName">The name of its user.</param>
/// <param name="HostName">The name of its machine.</param>
/// <param name="Cores">How many processors it is told to use.</param>
/// <param name="SourceTime">The time of every file of its sources.</param>
internal sealed record Surroundings(uint User, string UserName, string HostName, int Cores, DateTimeOffset SourceTime)
{
    /// <summary>Whether it lies on another file system, where its sources have another order of the entries of directories.</summary>
    internal bool IsElsewhere { get; init; }

    /// <summary>Those of every build.</summary>
    /// <param name="limits">What it may take.</param>
    internal static Surroundings Usual(BuildLimits limits) => new(1000, "nuka", "nuka", limits.Cores, DateTimeOffset.UnixEpoch.AddSeconds(Store.StoreTime.Seconds));

    /// <summary>Those of a second build that is compared with the first: everything is another one.</summary>
    /// <param name="limits">What it may take.</param>
    internal static Surroundings Other(BuildLimits limits) => new(
        2001, "checker", "elsewhere", limits.Cores == 1 ? 2 : 1, DateTimeOffset.UnixEpoch.AddSeconds(Store.StoreTime.Seconds).AddDays(3651).AddSeconds(1)) { IsElsewhere = true };
}
