namespace Nuka.Build.Outputs.Normal;

/// <summary>
/// Recognises the text files that libtool installs beside libraries. Nothing of ours reads them: the libraries name each other, and the files name
/// directories of the build.
/// </summary>
internal static class LibtoolFile
{
    private const int BeginningBytes = 256;

    /// <summary>Whether a file is one: its first lines are comments of libtool.</summary>
    internal static bool Is(OutputEntry entry)
    {
        Span<byte> buffer = stackalloc byte[BeginningBytes];
        ReadOnlySpan<byte> beginning = entry.ReadBeginning(buffer);
        return beginning.StartsWith("# "u8) && beginning.IndexOf("libtool library file"u8) > 0;
    }
}
