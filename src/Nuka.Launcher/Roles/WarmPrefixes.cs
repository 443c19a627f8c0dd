namespace Nuka.Launcher.Roles;

/// <summary>
/// The beginnings of the names of variables that package managers read, each ended by NUL: every variable that begins so is part of a
/// warm plan's key, since the plan holds their values. A test compares the list with what an environment shows.
/// </summary>
internal static class WarmPrefixes
{
    internal static System.ReadOnlySpan<byte> All =>
        "BUNDLE_\0CARGO_\0COMPOSER_\0CURL_\0GEM_\0GIT_\0GO\0NODE_\0NPM_\0NUGET_\0NuGet\0PIP_\0POETRY_\0PYTHON\0REQUESTS_\0RUST\0UV_\0YARN_\0npm_config_\0"u8;
}
