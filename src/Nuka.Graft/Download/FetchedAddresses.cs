using System.Text;
using Nuka.Content.Hashing;
using Nuka.Platform.Files;

namespace Nuka.Graft.Download;

/// <summary>What was got from addresses whose files nobody states a checksum of: a note for each, named by the address's hash.</summary>
/// <param name="directory">The directory of the notes; made when the first is written.</param>
internal sealed class FetchedAddresses(string directory)
{
    /// <summary>The path of an address's note, whether there is one or not.</summary>
    internal string PathOf(Uri address) => Path.Combine(directory, Blake3.Hash(Encoding.UTF8.GetBytes(address.AbsoluteUri)).ToString());

    /// <summary>What the file of an address hashed to when it was got; none if it never was, or if the note is damaged.</summary>
    internal Checksum? Find(Uri address)
    {
        try
        {
            return Checksum.TryReadSha256(File.ReadAllText(PathOf(address)));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Notes what was got.</summary>
    internal void Write(Uri address, Checksum sha256) => AtomicFile.Write(PathOf(address), Encoding.ASCII.GetBytes(sha256.Hex));
}
