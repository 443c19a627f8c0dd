namespace Nuka.Scenarios;

/// <summary>Runs the scripts.</summary>
public sealed class ScriptTests
{
    public static TheoryData<string, string> Quick => Of("quick");

    public static TheoryData<string, string> Sample => Of("sample");

    [Theory]
    [MemberData(nameof(Quick))]
    public void It_goes_as_written(string script, string account) => Play(script, account);

    [Theory]
    [Trait("tier", "sample")]
    [MemberData(nameof(Sample))]
    public void It_goes_as_written_with_real_packages(string script, string account) => Play(script, account);

    private static TheoryData<string, string> Of(string tier)
    {
        var data = new TheoryData<string, string>();
        string folder = Path.Join(Checkout.Directory, "tests/Nuka.Scenarios/scripts", tier);
        string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.scenario") : [];
        foreach (string file in files.Order(StringComparer.Ordinal))
        {
            Scenario scenario = Scenario.Parse(File.ReadAllText(file));
            foreach (Account account in Account.Available.Where(account => scenario.Accounts.IsEmpty || scenario.Accounts.Contains(account.Name)))
            {
                data.Add($"{tier}/{Path.GetFileName(file)}", account.Name);
            }
        }

        return data;
    }

    private static void Play(string script, string accountName)
    {
        Account account = Account.Available.Single(candidate => candidate.Name == accountName);
        Scenario scenario = Scenario.Parse(File.ReadAllText(Path.Join(Checkout.Directory, "tests/Nuka.Scenarios/scripts", script)));
        foreach (string need in scenario.Needs)
        {
            string? missing = Needs.Missing(need, account);
            Assert.SkipWhen(missing is not null, $"skipped: {missing}");
        }

        using var stage = new Stage(account, scenario.Needs.Contains("sources") ? Needs.SharedState(account) : null);
        foreach ((string name, string text) in scenario.Files)
        {
            stage.Write(name, text);
        }

        foreach (ScenarioStep step in scenario.Steps)
        {
            CommandResult result = stage.Run(step.Line, scenario.Seconds);
            bool asWritten = result.ExitCode == step.ExitCode
                && LinePattern.Matches(step.Output, result.Output)
                && (step.Error.IsEmpty || LinePattern.Matches(step.Error, result.Error));
            Assert.True(asWritten, $"$ {step.Line}\nexpected exit {step.ExitCode}\n{string.Join('\n', step.Output.Select(line => "> " + line))}\n"
                + $"{string.Join('\n', step.Error.Select(line => "! " + line))}\ngot {result}");
        }
    }
}
