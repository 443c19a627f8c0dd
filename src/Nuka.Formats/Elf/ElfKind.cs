namespace Nuka.Formats.Elf;

/// <summary>The type of an ELF file (e_type).</summary>
public enum ElfKind
{
    /// <summary>A relocatable object (ET_REL).</summary>
    Object = 1,

    /// <summary>An executable at fixed addresses (ET_EXEC).</summary>
    Executable = 2,

    /// <summary>A shared object, or an executable at any address (ET_DYN).</summary>
    Shared = 3,

    /// <summary>A core dump (ET_CORE).</summary>
    Core = 4,

    /// <summary>Any other value.</summary>
    Other = 0,
}
