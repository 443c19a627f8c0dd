using Nuka.Content.Hashing;
using Nuka.Platform.Files;
using Nuka.Store.Errors;

namespace Nuka.Store.Blobs;

/// <summary>A blob that is read from its beginning to its end, and refused at the end when it was not what its digest says.</summary>
internal sealed class VerifyingStream(FileStream file, Digest digest) : ForwardStream
{
    private readonly Blake3Hasher hasher = Blake3Hasher.CreateHash();
    private bool ended;

    /// <inheritdoc/>
    public override long Length => file.Length;

    /// <inheritdoc/>
    public override long Position
    {
        get => file.Position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        int count = file.Read(buffer);
        if (count > 0)
        {
            hasher.Append(buffer[..count]);
        }
        else if (!buffer.IsEmpty && !ended)
        {
            ended = hasher.Finish() == digest
                ? true
                : throw StoreProblems.CorruptBlob(digest, "its file holds other bytes: the disk or a program changed them");
        }

        return count;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            file.Dispose();
        }

        base.Dispose(disposing);
    }
}
