using System.Text;
using Nuka.Environments.Host;
using Nuka.Launcher.Roles;

namespace Nuka.Environments.Tests.Host;

public sealed class PackageManagerTests
{
    [Fact]
    public void Every_variable_that_an_environment_shows_is_part_of_a_warm_plans_key()
    {
        string[] prefixes = Encoding.UTF8.GetString(WarmPrefixes.All).Split('\0', StringSplitOptions.RemoveEmptyEntries);
        foreach (PackageManager manager in PackageManager.All)
        {
            foreach (string variable in manager.Variables.Concat(manager.CredentialVariables).Concat(manager.PathVariables))
            {
                Assert.True(prefixes.Any(prefix => variable.TrimEnd('*').StartsWith(prefix, StringComparison.Ordinal)), $"{manager.Name}: {variable}");
            }
        }
    }

    [Theory]
    [InlineData("npm", "npm")]
    [InlineData("npm", "/usr/bin/npx")]
    [InlineData("pip", "python3")]
    [InlineData("git", "git")]
    public void A_command_is_known_by_its_last_component(string manager, string command) =>
        Assert.True(PackageManager.All.Single(one => one.Name == manager).IsRunBy(command));
}
