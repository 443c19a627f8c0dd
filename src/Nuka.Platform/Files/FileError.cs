namespace Nuka.Platform.Files;

/// <summary>A system call on a file that failed, with the kernel's error number. A room turns it into a problem where a person can act on it.</summary>
public sealed class FileError : IOException
{
    /// <summary>Makes the error.</summary>
    /// <param name="operation">The call: <c>open</c>, <c>link</c>.</param>
    /// <param name="name">The name it was called with, for people; bytes that are not UTF-8 are shown as <c>\xNN</c>.</param>
    /// <param name="number">The error number as in errno(3).</param>
    public FileError(string operation, string name, int number)
        : base($"{operation} {name}: {ErrorNumbers.Describe(number)}")
    {
        Operation = operation;
        Name = name;
        Number = number;
    }

    /// <summary>The call that failed.</summary>
    public string Operation { get; }

    /// <summary>The name it was called with, for people.</summary>
    public string Name { get; }

    /// <summary>The error number as in errno(3).</summary>
    public int Number { get; }
}
