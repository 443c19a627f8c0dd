namespace Nuka.Environments.Permissions;

/// <summary>What a person granted to one project, kept where no project can write.</summary>
/// <param name="ProjectDirectory">The project's real absolute path.</param>
/// <param name="Granted">What was granted.</param>
public sealed record Grant(string ProjectDirectory, PermissionSet Granted);
