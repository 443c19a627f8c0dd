using Nuka.Platform.Files;

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

    /// <summary>Whether a link leads to one beside it: one that is there, or that was removed before, so that it leads nowhere.</summary>
    /// <param name="entry">The link.</param>
    internal static bool IsLink(OutputEntry entry)
    {
        if (!entry.Path.AsSpan().EndsWith(".la"u8))
        {
            return false;
        }

        byte[] target = entry.Parent.ReadSymlink(entry.Name.Bytes);
        return target.AsSpan().EndsWith(".la"u8) && !target.AsSpan().Contains((byte)'/') && entry.Parent.TryGetStatus(target) switch
        {
            null => true,
            { Kind: FileKind.File } status => Is(entry with { Name = FileName.FromBytes(target), Status = status }),
            _ => false,
        };
    }
}
