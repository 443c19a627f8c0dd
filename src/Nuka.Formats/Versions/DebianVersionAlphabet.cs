using System.Buffers;

namespace Nuka.Formats.Versions;

/// <summary>The characters that the parts of a Debian version may hold (Debian Policy 5.6.12).</summary>
internal static class DebianVersionAlphabet
{
    private const string Alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    internal static readonly SearchValues<char> Upstream = SearchValues.Create(Alphanumeric + ".+-:~");

    internal static readonly SearchValues<char> Revision = SearchValues.Create(Alphanumeric + ".+~");
}
