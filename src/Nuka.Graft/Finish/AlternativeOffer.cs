using System.Collections.Immutable;

namespace Nuka.Graft.Finish;

/// <summary>A package's offer to stand behind a generic name, as <c>update-alternatives --install</c> states it.</summary>
/// <param name="Link">The generic path: <c>usr/bin/awk</c>.</param>
/// <param name="Name">The name of the group: <c>awk</c>.</param>
/// <param name="Path">What would stand behind it: <c>/usr/bin/mawk</c>.</param>
/// <param name="Priority">The highest priority wins.</param>
/// <param name="Followers">Further links that go with this choice.</param>
internal sealed record AlternativeOffer(string Link, string Name, string Path, int Priority, ImmutableArray<AlternativeLink> Followers);
