using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Sandbox.Launching;

namespace Nuka.Packages.Evaluation;

/// <summary>
/// One Nushell in the evaluation's sandbox. It parses what it was given, says what it made of it, and runs nothing of it before it has been told that all is pure.
/// </summary>
/// <param name="conversation">The process.</param>
/// <param name="made">Files and directories that it was given, removed at the end: what lies in a directory before the directory.</param>
/// <param name="verdict">The pipe in it through which the process is told.</param>
internal sealed class EvaluationRun(SandboxConversation conversation, IEnumerable<string> made, NamedPipe verdict) : IDisposable
{
    /// <summary>Waits for what it says of the files.</summary>
    /// <returns>One line of JSON; <see langword="null"/> if it ended without: they cannot be parsed.</returns>
    /// <exception cref="NukaException"><c>packages/too-long</c>.</exception>
    internal ReadOnlyMemory<byte>? ReadFacts() => Patiently(conversation.ReadLine);

    /// <summary>Tells it that all files are pure, and waits until it has evaluated them.</summary>
    /// <exception cref="NukaException"><c>packages/too-long</c>.</exception>
    internal SandboxResult Evaluate()
    {
        verdict.Write("pure\n"u8);
        return Finish();
    }

    /// <summary>Waits for its end.</summary>
    /// <exception cref="NukaException"><c>packages/too-long</c>.</exception>
    internal SandboxResult Finish() => Patiently(conversation.Finish);

    /// <summary>Ends it, and takes away what it was given.</summary>
    public void Dispose()
    {
        conversation.Dispose();
        verdict.Dispose();
        Remove(made);
    }

    /// <summary>Removes files and directories.</summary>
    /// <param name="made">Their paths; what lies in a directory before the directory.</param>
    internal static void Remove(IEnumerable<string> made)
    {
        foreach (string path in made)
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path);
            }
            else
            {
                File.Delete(path);
            }
        }
    }

    /// <summary>Waits for what takes no longer than an evaluation may.</summary>
    /// <exception cref="NukaException"><c>packages/too-long</c>.</exception>
    internal static T Patiently<T>(Func<T> wait)
    {
        try
        {
            return wait();
        }
        catch (TimeoutException error)
        {
            throw new Problem("packages/too-long", $"evaluating the package took more than {PackageLimits.Seconds} s")
            {
                Hints = ["look for a loop that does not end, and move work to the build step"],
            }.ToException(error);
        }
    }
}
