using Microsoft.Win32.SafeHandles;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Store.Import;

/// <summary>A file that is being imported, as a stream without a buffer of its own.</summary>
internal sealed class FileContent(SafeFileHandle file, Func<string> describe) : ForwardStream
{
    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        try
        {
            return OpenFile.ReadSome((int)file.DangerousGetHandle(), buffer, "a file");
        }
        catch (FileError error)
        {
            throw new Problem("store/unreadable", $"'{describe()}' cannot be read")
            {
                Reasons = [error.Message],
                Hints = ["look whose it is   try: ls -l FILE"],
            }.ToException(error);
        }
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
