using Nuka.Sandbox.Plans;
using Nuka.Sandbox.Tests.Machine;

namespace Nuka.Sandbox.Tests.Plans;

public sealed class PlanCacheTests(LauncherBuild launcher) : IDisposable
{
    private const int NoProcess = int.MaxValue;

    private readonly TestSandbox sandbox = new(launcher);

    public void Dispose() => sandbox.Dispose();

    [Fact]
    public void Processes_of_two_containers_that_have_one_number_write_two_plans()
    {
        PlanCache cache = new(sandbox.Make("plans"));
        string one = cache.WriteOnce(sandbox.Plan, 17);
        Assert.NotEqual(one, cache.WriteOnce(sandbox.Plan, 17));
        Assert.True(File.Exists(one));
    }

    [Fact]
    public void A_plan_that_was_never_started_goes_when_its_process_is_no_more_and_it_is_old()
    {
        PlanCache cache = new(sandbox.Make("plans"));
        string abandoned = cache.WriteOnce(sandbox.Plan, NoProcess);
        string awaited = cache.WriteOnce(sandbox.Plan, Environment.ProcessId);
        string young = cache.WriteOnce(sandbox.Plan, NoProcess);
        foreach (string old in (string[])[abandoned, awaited])
        {
            File.SetLastWriteTimeUtc(old, DateTime.UtcNow.AddMinutes(-2));
        }

        string last = cache.WriteOnce(sandbox.Plan, NoProcess);
        Assert.Equal([false, true, true, true], ((string[])[abandoned, awaited, young, last]).Select(File.Exists));
    }
}
