using Nuka.Content.Trees;

namespace Nuka.Projects.Locks;

/// <summary>The smaller environment for running what was built: those packages of the platform that have <see cref="LockedPackage.Run"/>.</summary>
/// <param name="Finish">Its own finish layer.</param>
/// <param name="Root">Its whole root: every tree and the finish layer joined.</param>
public sealed record LockedRunSet(Cid Finish, Cid Root);
