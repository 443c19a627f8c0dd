namespace Nuka.Sandbox.Plans;

/// <summary>What a program may do with a file or directory of the host.</summary>
public enum BindAccess
{
    /// <summary>Read.</summary>
    Read,

    /// <summary>Read and write.</summary>
    Write,

    /// <summary>Read and write, and open device nodes.</summary>
    Device,
}
