using Nuka.Projects.Discovery;

namespace Nuka.Projects.Locks;

/// <summary>The words of <see cref="NeedOrigin"/> in a lock.</summary>
internal static class LockOrigins
{
    private static readonly string[] Words = ["static", "known", "manifest", "command", "failure", "observed"];

    public static string Word(NeedOrigin origin) => Words[(int)origin];

    public static NeedOrigin? Parse(string word) => Array.IndexOf(Words, word) is >= 0 and int found ? (NeedOrigin)found : null;
}
