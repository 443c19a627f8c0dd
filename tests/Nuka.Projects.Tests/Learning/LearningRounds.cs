using System.Collections.Immutable;
using Nuka.Projects.Discovery;
using Nuka.Projects.Learning;

namespace Nuka.Projects.Tests.Learning;

/// <summary>The loop by itself: a command that says, one thing after the other, what it is missing. The real thing is tried by scenarios.</summary>
public sealed class LearningRounds
{
    [Fact]
    public async Task A_command_is_run_until_it_has_what_it_says_it_is_missing()
    {
        TrialResult result = await TryAsync(wants: ["flex", "bison", "m4"], has: ["flex", "bison", "m4", "sed"]);
        Assert.Equal((0, 4), (result.ExitCode, result.Rounds));
        Assert.Equal(["bin:flex", "bin:bison", "bin:m4"], result.Learned.Select(need => need.Key));
        Assert.Empty(result.Missing);
    }

    [Fact]
    public async Task A_command_that_is_missing_nothing_is_run_once()
    {
        TrialResult result = await TryAsync(wants: [], has: []);
        Assert.Equal((0, 1, 0), (result.ExitCode, result.Rounds, result.Learned.Length));
    }

    [Fact]
    public async Task What_no_archive_has_ends_it_and_what_helped_before_stays()
    {
        TrialResult result = await TryAsync(wants: ["flex", "ours"], has: ["flex"]);
        Assert.Equal((2, 2), (result.ExitCode, result.Rounds));
        Assert.Equal(["bin:flex"], result.Learned.Select(need => need.Key));
        Assert.Equal(["bin:ours"], result.Missing.Select(need => need.Key));
    }

    [Fact]
    public async Task An_answer_that_does_not_help_is_not_kept()
    {
        TrialResult result = await TryAsync(wants: ["flex"], has: ["flex"], helpless: ["flex"]);
        Assert.Equal((2, 2), (result.ExitCode, result.Rounds));
        Assert.Empty(result.Learned);
        Assert.Equal(["bin:flex"], result.Missing.Select(need => need.Key));
    }

    [Fact]
    public async Task A_command_without_an_end_to_its_wishes_is_left_after_eight_runs()
    {
        string[] many = [.. Enumerable.Range(0, 50).Select(i => $"tool{i}")];
        TrialResult result = await TryAsync(many, many);
        Assert.Equal((2, LearningLoop.MostRounds), (result.ExitCode, result.Rounds));
        Assert.Equal(LearningLoop.MostRounds - 1, result.Learned.Length);
    }

    [Fact]
    public async Task Of_one_output_no_more_than_a_limit_is_taken_and_the_rest_with_the_next_run()
    {
        List<int> wanted = [];
        LearningLoop loop = new((learned, _) =>
        {
            wanted.Add(learned.Length);
            ImmutableHashSet<string> answered = [.. learned.Select(need => need.Key)];
            IEnumerable<string> missing = Enumerable.Range(0, LearningLoop.MostNeeds + 5).Select(i => $"tool{i}").Where(name => !answered.Contains($"bin:{name}"));
            TrialRound round = new(answered.Count > LearningLoop.MostNeeds ? 0 : 1, string.Concat(missing.Select(name => $"make: {name}: No such file or directory\n")), answered);
            return Task.FromResult<Func<CancellationToken, Task<TrialRound>>?>(_ => Task.FromResult(round));
        });
        TrialResult result = await loop.RunAsync(["make"], TestContext.Current.CancellationToken);
        Assert.Equal([0, LearningLoop.MostNeeds, LearningLoop.MostNeeds + 5], wanted);
        Assert.Equal((0, LearningLoop.MostNeeds + 5), (result.ExitCode, result.Learned.Length));
    }

    [Fact]
    public async Task A_failure_that_names_nothing_is_not_tried_again()
    {
        int runs = 0;
        LearningLoop loop = new((_, _) => Task.FromResult<Func<CancellationToken, Task<TrialRound>>?>(_ =>
        {
            runs++;
            return Task.FromResult(new TrialRound(1, "test 3 of 9 failed", []));
        }));
        TrialResult result = await loop.RunAsync(["make"], TestContext.Current.CancellationToken);
        Assert.Equal((1, 1, 1), (result.ExitCode, result.Rounds, runs));
    }

    private static Task<TrialResult> TryAsync(string[] wants, string[] has, string[]? helpless = null)
    {
        int made = -1;
        LearningLoop loop = new((learned, _) =>
        {
            ImmutableHashSet<string> answered = [.. learned.Where(need => has.Contains(need.Name)).Select(need => need.Key)];
            bool same = made == answered.Count;
            made = answered.Count;
            return Task.FromResult<Func<CancellationToken, Task<TrialRound>>?>(same ? null : _ => Task.FromResult(Run(wants, answered, helpless ?? [])));
        });
        return loop.RunAsync(["make"], TestContext.Current.CancellationToken);
    }

    private static TrialRound Run(string[] wants, ImmutableHashSet<string> answered, string[] helpless)
    {
        string? missing = wants.FirstOrDefault(name => !answered.Contains($"bin:{name}") || helpless.Contains(name));
        return missing is null ? new TrialRound(0, "done", answered) : new TrialRound(2, $"make: {missing}: No such file or directory\n", answered);
    }
}
