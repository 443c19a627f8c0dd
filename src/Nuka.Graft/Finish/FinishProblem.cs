using Nuka.Platform.Errors;

namespace Nuka.Graft.Finish;

/// <summary>Makes the errors of the finish layer.</summary>
internal static class FinishProblem
{
    internal static NukaException NoTools(IEnumerable<BuildStep> steps) =>
        new Problem("graft/no-build-sandbox", "programs of the packages must run to finish the environment, and there is no sandbox to run them in")
        {
            Reasons = [$"to be run: {string.Join(", ", steps.Take(5).Select(step => step.Name))}"],
            Hints = ["install bubblewrap and util-linux", "try: nuka doctor"],
        }.ToException();

    internal static NukaException NotStarted(string output) =>
        new Problem("graft/no-build-sandbox", "the sandbox in which packages are finished cannot be made")
        {
            Reasons = [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(3)],
            Hints = ["try: nuka doctor"],
        }.ToException();

    internal static NukaException Limit(string limit, long allowed) =>
        new Problem("graft/finish-limit", $"the scripts of the packages leave more than they may: more than {allowed}")
        {
            Reasons = [$"the limit {limit} keeps a hostile script from filling the memory or the disk"],
            Hints = ["find out which package you did not expect   try: nuka why PKG"],
        }.ToException();

    internal static NukaException Killed(string step) =>
        new Problem("graft/finish-killed", $"{step} was killed from outside: what it left is not used")
        {
            Reasons = ["most often the machine was short of memory"],
            Hints = ["run it once more when the machine has less to do"],
        }.ToException();

    internal static NukaException TimedOut() =>
        new Problem("graft/finish-timeout", $"the scripts of the packages did not end within {FinishLimits.Seconds} seconds")
        {
            Hints = ["run it once more when the machine has less to do", "leave out what is not needed   try: nuka remove PKG"],
        }.ToException();
}
