namespace Nuka.Projects.Discovery.Npm;

/// <summary>The branches of gyp's conditions that count.</summary>
internal static class GypBranches
{
    /// <summary>Whether a key of a dictionary holds conditions.</summary>
    public static bool Are(string key) => key is "conditions" or "target_conditions";

    /// <summary>The branches that surely count or, being open, may count.</summary>
    /// <param name="condition"><c>[condition, then, else]</c>, or a chain <c>[condition, then, condition, then, else]</c>.</param>
    /// <param name="decide">Decides a condition; none if it is open.</param>
    public static IEnumerable<(GypValue Branch, bool Open)> Of(GypValue condition, Func<string, bool?> decide)
    {
        List<GypValue> parts = condition.Items ?? [];
        bool? reached = true;
        for (int at = 0; at < parts.Count && reached != false;)
        {
            bool last = parts[at].Text is null;
            bool? decided = last ? true : decide(parts[at].Text!);
            GypValue? branch = last ? parts[at] : at + 1 < parts.Count ? parts[at + 1] : null;
            if (branch is not null && decided != false)
            {
                yield return (branch, decided is null || reached is null);
            }

            reached = decided == true ? false : decided is null ? null : reached;
            at += last ? 1 : 2;
        }
    }
}
