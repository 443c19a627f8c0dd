namespace Nuka.Environments.Exec;

/// <summary>A setting of git.</summary>
/// <param name="Section">The first word of its section, in small letters.</param>
/// <param name="Name">Its name, in small letters.</param>
/// <param name="Value">Its value, without quotes.</param>
internal sealed record GitSetting(string Section, string Name, string Value);
