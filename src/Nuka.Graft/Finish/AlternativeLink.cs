namespace Nuka.Graft.Finish;

/// <summary>One link that follows an alternative (<c>--slave</c>).</summary>
/// <param name="Link">The generic path.</param>
/// <param name="Name">Its name below <c>/etc/alternatives</c>.</param>
/// <param name="Path">What stands behind it.</param>
internal sealed record AlternativeLink(string Link, string Name, string Path);
