namespace Nuka.Environments.Exec;

/// <summary>The programs that make a sandbox, as absolute paths; the command line finds them.</summary>
/// <param name="Launcher">The freestanding launcher.</param>
/// <param name="Bubblewrap">bwrap.</param>
/// <param name="DBusProxy">xdg-dbus-proxy; <see langword="null"/> where it is not installed.</param>
/// <param name="InternetStack">slirp4netns; <see langword="null"/> where it is not installed.</param>
public sealed record SandboxTools(string Launcher, string Bubblewrap, string? DBusProxy, string? InternetStack = null);
