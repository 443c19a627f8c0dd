using Nuka.Platform.Errors;

namespace Nuka.Environments.Join;

/// <summary>The error where two packages claim one place of a root.</summary>
internal static class TwoOwners
{
    /// <summary>Makes it.</summary>
    /// <param name="message">What both bring.</param>
    /// <param name="one">The owner that came first, and how it brings it.</param>
    /// <param name="other">The one that came on top of it.</param>
    internal static NukaException Of(string message, (string Owner, string Brings) one, (string Owner, string Brings) other) =>
        new Problem("environments/two-owners", message)
        {
            Reasons = [$"{one.Owner} brings {one.Brings}", $"{other.Owner} brings {other.Brings}"],
            Hints =
            [
                $"leave one of the two out; why they are there   try: nuka why {one.Owner.Split(' ')[0]}",
                "or let one stand in a directory of its own, /opt/NAME: name it under `private` in [system] instead",
            ],
        }.ToException();
}
