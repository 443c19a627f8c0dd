namespace Nuka.Sandbox.Compiled;

/// <summary>The kinds of root, by their numbers in the file.</summary>
internal enum CompiledRootKind
{
    Overlay = 1,
    View = 2,
}
