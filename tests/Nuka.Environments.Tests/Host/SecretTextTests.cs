using Nuka.Environments.Host;

namespace Nuka.Environments.Tests.Host;

public sealed class SecretTextTests
{
    [Theory]
    [InlineData("//r.example/:_authToken=abc\nfund=false\n", "fund=false\n", 1)]
    [InlineData("_auth=abc\nregistry=https://r.example/\n", "registry=https://r.example/\n", 1)]
    [InlineData("[global]\nindex-url = https://ada:pw@r.example/simple\ntimeout = 9\n", "[global]\ntimeout = 9\n", 1)]
    [InlineData("npmAuthToken: \"abc\"\nnodeLinker: node-modules\n", "nodeLinker: node-modules\n", 1)]
    [InlineData("[registries.mine]\ntoken = \"abc\"\n", "[registries.mine]\n", 1)]
    [InlineData("registry=https://r.example:8080/\n", "registry=https://r.example:8080/\n", 0)]
    [InlineData("[http]\n\textraheader = Authorization: abc\n[user]\n\tname = Ada\n", "[http]\n[user]\n\tname = Ada\n", 1)]
    [InlineData("[url \"https://ada:pw@r.example/\"]\n\tinsteadOf = r:\n", "\tinsteadOf = r:\n", 1)]
    [InlineData("", "", 0)]
    public void Lines_with_secrets_are_left_out_and_counted(string text, string open, int left)
    {
        Assert.Equal(open, SecretText.WithoutSecrets(text, out int count));
        Assert.Equal(left, count);
    }

    [Fact]
    public void Credentials_of_a_NuGet_configuration_go_as_whole_elements()
    {
        string text = "<configuration>\n<packageSources>\n<add key=\"a\" value=\"https://r.example/\" />\n</packageSources>\n"
            + "<packageSourceCredentials>\n<a>\n<add key=\"Username\" value=\"ada\" />\n<add key=\"ClearTextPassword\" value=\"pw\" />\n</a>\n"
            + "</packageSourceCredentials>\n</configuration>\n";
        string open = SecretText.WithoutSecrets(text, out int left);
        Assert.DoesNotContain("pw", open, StringComparison.Ordinal);
        Assert.Contains("r.example", open, StringComparison.Ordinal);
        Assert.True(left > 0);
    }

    [Theory]
    [InlineData("NPM_TOKEN", "x", true)]
    [InlineData("PIP_INDEX_URL", "https://ada:pw@r.example/", true)]
    [InlineData("PIP_INDEX_URL", "https://r.example/", false)]
    [InlineData("CARGO_REGISTRIES_MINE_TOKEN", "x", true)]
    [InlineData("CARGO_TERM_COLOR", "always", false)]
    public void A_variable_is_secret_by_its_name_or_by_a_password_in_an_address(string name, string value, bool secret) =>
        Assert.Equal(secret, SecretText.IsSecret(name, value));
}
