namespace Nuka.Build.Outputs.References;

/// <summary>How a file refers to something that it does not hold.</summary>
public enum ReferenceKind
{
    /// <summary>The dynamic loader loads a library (DT_NEEDED).</summary>
    Library,

    /// <summary>The kernel starts a loader for it (PT_INTERP).</summary>
    Interpreter,

    /// <summary>The kernel starts another program for it (<c>#!</c>).</summary>
    Script,

    /// <summary>It loads a library by itself, and says so (<c>.note.dlopen</c>).</summary>
    Loaded,

    /// <summary>A pkg-config module requires another.</summary>
    Module,

    /// <summary>A symbolic link leads there.</summary>
    Link,

    /// <summary>An interpreter finds its own modules in a directory (of Python, Node.js).</summary>
    Modules,
}
