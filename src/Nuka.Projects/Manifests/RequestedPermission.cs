using Nuka.Platform.Errors;

namespace Nuka.Projects.Manifests;

/// <summary>A permission that the manifest asks for; only a person grants it.</summary>
/// <param name="Text">In the words of <see cref="Nuka.Environments.Permissions.PermissionGrammar"/>: <c>path=~/data:ro</c>.</param>
/// <param name="Place">Where it stands.</param>
public sealed record RequestedPermission(string Text, Place Place);
