using System.Collections.Immutable;

namespace Nuka.Sandbox.Compiled;

/// <summary>How the filter of the buses is started.</summary>
/// <param name="Directory">Where each start makes a directory for its sockets.</param>
/// <param name="Arguments">bubblewrap's arguments.</param>
/// <param name="Identity">What portals read as <c>/.flatpak-info</c> of the filter's root.</param>
internal sealed record BusPlan(string Directory, ImmutableArray<string> Arguments, ImmutableArray<byte> Identity);
