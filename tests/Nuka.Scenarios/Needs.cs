namespace Nuka.Scenarios;

/// <summary>What a scenario may need and a machine may not have.</summary>
internal static class Needs
{
    private const int UpdateSeconds = 300;

    private static readonly Lazy<string?> RootSources = new(() => AskSources(Account.Root));
    private static readonly Lazy<string?> UserSources = new(() => AskSources(Account.User));

    /// <summary>Why a need is not met; <see langword="null"/> if it is.</summary>
    internal static string? Missing(string need, Account account) => need switch
    {
        "sources" => (account == Account.Root ? RootSources : UserSources).Value,
        _ => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(directory => File.Exists(Path.Join(directory, need))) ? null
            : $"{need} is not installed",
    };

    /// <summary>A state directory that the scenarios of one account share, so that indexes and packages are fetched once.</summary>
    internal static string SharedState(Account account)
    {
        string directory = $"/var/tmp/nuka-scenarios-{account.Name}-{Environment.UserName}";
        return directory;
    }

    private static string? AskSources(Account account)
    {
        using var stage = new Stage(account, SharedState(account));
        CommandResult result = stage.Run("nuka source update", UpdateSeconds);
        return result.ExitCode == 0 ? null : "no source can be reached: " + result.Error.Split('\n')[0];
    }
}
