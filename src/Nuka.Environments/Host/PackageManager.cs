using System.Collections.Immutable;

namespace Nuka.Environments.Host;

/// <summary>
/// A language package manager as the host knows it: its commands, where the person's configuration of it lies, and which of
/// that is secret. The rows are facts of each manager's own documentation, named beside each.
/// </summary>
/// <param name="Name">The manager's name.</param>
/// <param name="Commands">The programs that are this manager: only they see its credentials.</param>
public sealed record PackageManager(string Name, ImmutableArray<string> Commands)
{
    /// <summary>Files with settings, below the home directory; lines that hold secrets are left out for other commands.</summary>
    public ImmutableArray<string> SettingsFiles { get; init; } = [];

    /// <summary>Files that hold secrets only, below the home directory; shown to the manager's own commands alone.</summary>
    public ImmutableArray<string> CredentialFiles { get; init; } = [];

    /// <summary>Variables passed to every command: names, or prefixes that end in <c>*</c>; secret ones are left out.</summary>
    public ImmutableArray<string> Variables { get; init; } = [];

    /// <summary>Variables passed to the manager's own commands alone: names, or prefixes that end in <c>*</c>.</summary>
    public ImmutableArray<string> CredentialVariables { get; init; } = [];

    /// <summary>Variables that name a file or directory of the host which the manager reads: it is shown read-only at its own path.</summary>
    public ImmutableArray<string> PathVariables { get; init; } = [];

    /// <summary>All managers that nuka recognises.</summary>
    public static ImmutableArray<PackageManager> All { get; } =
    [
        // docs of npm: "npmrc" and "config"; of pnpm and yarn: the same file, and .yarnrc.yml.
        new("npm", ["npm", "npx", "pnpm", "pnpx", "yarn", "corepack"])
        {
            SettingsFiles = [".npmrc", ".yarnrc", ".yarnrc.yml", ".config/pnpm/rc"],
            Variables = ["npm_config_*", "NPM_CONFIG_*", "YARN_*", "NODE_EXTRA_CA_CERTS", "NODE_OPTIONS", "NODE_ENV"],
            CredentialVariables = ["NPM_TOKEN", "NODE_AUTH_TOKEN"],
            PathVariables = ["NODE_EXTRA_CA_CERTS", "npm_config_cafile", "NPM_CONFIG_CAFILE"],
        },

        // docs of pip: "Configuration"; of uv: "Configuration files" and "Environment variables".
        new("pip", ["pip", "pip3", "python", "python3", "uv", "uvx", "poetry", "pipx", "pdm", "hatch"])
        {
            SettingsFiles = [".config/pip/pip.conf", ".pip/pip.conf", ".config/uv/uv.toml", ".config/pypoetry/config.toml"],
            CredentialFiles = [".netrc", ".config/pypoetry/auth.toml"],
            Variables = ["PIP_*", "UV_*", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED", "REQUESTS_CA_BUNDLE"],
            CredentialVariables = ["UV_PUBLISH_TOKEN", "POETRY_*"],
            PathVariables = ["PIP_FIND_LINKS", "PIP_CERT", "PIP_CONFIG_FILE", "UV_FIND_LINKS", "REQUESTS_CA_BUNDLE"],
        },

        // The Cargo Book: "Configuration" and "Registry Authentication".
        new("cargo", ["cargo"])
        {
            SettingsFiles = [".cargo/config.toml", ".cargo/config"],
            CredentialFiles = [".cargo/credentials.toml", ".cargo/credentials"],
            Variables = ["CARGO_*", "RUSTFLAGS", "RUST_BACKTRACE", "RUST_LOG"],
            PathVariables = ["CARGO_HTTP_CAINFO"],
        },

        // "go help environment" and the Go Modules Reference, "Private modules".
        new("go", ["go"])
        {
            SettingsFiles = [".config/go/env"],
            CredentialFiles = [".netrc"],
            Variables = ["GOPROXY", "GOPRIVATE", "GONOPROXY", "GONOSUMDB", "GOSUMDB", "GOFLAGS", "GOINSECURE"],
        },

        // NuGet docs: "nuget.config reference".
        new("nuget", ["dotnet", "nuget"])
        {
            SettingsFiles = [".nuget/NuGet/NuGet.Config", ".config/NuGet/NuGet.Config"],
            Variables = ["NUGET_*"],
            CredentialVariables = ["NuGetPackageSourceCredentials_*"],
        },

        // RubyGems guides, "gemrc"; Bundler docs, "bundle config".
        new("gem", ["gem", "bundle", "bundler"])
        {
            SettingsFiles = [".gemrc", ".config/gem/gemrc"],
            CredentialFiles = [".bundle/config", ".gem/credentials", ".local/share/gem/credentials"],
            CredentialVariables = ["BUNDLE_*", "GEM_HOST_API_KEY"],
        },

        // Composer docs: "Config" and "Authentication".
        new("composer", ["composer"])
        {
            SettingsFiles = [".config/composer/config.json", ".composer/config.json"],
            CredentialFiles = [".config/composer/auth.json", ".composer/auth.json"],
            CredentialVariables = ["COMPOSER_AUTH"],
        },

        // git-config(1) "FILES", gitcredentials(7).
        new("git", ["git"])
        {
            SettingsFiles = [".gitconfig", ".config/git/config", ".config/git/ignore", ".config/git/attributes"],
            CredentialFiles = [".git-credentials", ".config/git/credentials"],
            Variables = ["GIT_AUTHOR_*", "GIT_COMMITTER_*", "GIT_SSL_CAINFO"],
            PathVariables = ["GIT_SSL_CAINFO"],
        },
    ];

    /// <summary>Whether a command is this manager's own.</summary>
    /// <param name="command">The command's first word; a path counts by its last component.</param>
    public bool IsRunBy(string command) => Commands.Contains(Path.GetFileName(command), StringComparer.Ordinal);
}
