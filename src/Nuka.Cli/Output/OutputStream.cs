using Nuka.Platform.Errors;
using Nuka.Platform.Files;

namespace Nuka.Cli.Output;

/// <summary>
/// Standard output, whose refusals are told as what they are: not the store's disk is full then. A reader that has gone away is no
/// refusal: the runtime passes over it, so that <c>nuka search x | head</c> ends quietly.
/// </summary>
internal sealed class OutputStream(Stream output) : SinkStream
{
    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            output.Write(buffer);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw Refused(refused);
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        try
        {
            output.Flush();
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw Refused(refused);
        }
    }

    // A closed descriptor (EBADF) is an UnauthorizedAccessException here.
    private static NukaException Refused(Exception refused) =>
        new Problem("cli/output-refused", "standard output cannot be written")
        {
            Reasons =
            [
                refused is UnauthorizedAccessException ? "it is closed"
                    : (refused.HResult & 0xffff) is ErrorNumbers.NoSpace or ErrorNumbers.Quota ? "what it leads to is full" : refused.Message.TrimEnd('.'),
            ],
            Hints = ["what was asked for was done as far as it was not to be printed"],
        }.ToException(refused);
}
