using System.Collections.Immutable;

namespace Nuka.Sandbox.Compiled;

/// <summary>One way to make the root, with the whole argument vector of bubblewrap for it.</summary>
internal sealed record CompiledRoot(
    CompiledRootKind Kind, ImmutableArray<string> Layers, string Upper, string Work, ImmutableArray<string> Arguments);
