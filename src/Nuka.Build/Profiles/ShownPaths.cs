namespace Nuka.Build.Profiles;

/// <summary>Which directories of a package's tree a profile shows, and where (specs/profile.md).</summary>
internal static class ShownPaths
{
    /// <summary>The directories of programs; what stands in them is shown in <c>bin</c>.</summary>
    internal static readonly string[] Programs = ["usr/bin", "usr/sbin"];

    /// <summary>The directories that are shown as they are, without <c>usr/</c>: what man, desktops and shells look for.</summary>
    internal static readonly string[] Shared =
    [
        "usr/share/applications", "usr/share/bash-completion", "usr/share/fish", "usr/share/icons", "usr/share/info", "usr/share/man", "usr/share/metainfo",
        "usr/share/mime/packages", "usr/share/nushell", "usr/share/zsh",
    ];

    internal const string ProgramsTarget = "bin";

    /// <summary>Where a shared directory is shown.</summary>
    internal static string TargetOf(string shared) => shared["usr/".Length..];
}
