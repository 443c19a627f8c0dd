using Nuka.Content.Hashing;
using Nuka.Formats.Nuon;
using Nuka.Store;

namespace Nuka.Build.Safety;

/// <summary>
/// The programs that a profile may show as they are: static, memory-safe, and the same wherever they lie. Builds of this machine find it out, and the store keeps
/// it by the program's bytes, as long as it keeps the tree; of what others built nothing is known.
/// </summary>
public static class DirectPrograms
{
    private const string Table = "direct-programs-v1";

    /// <summary>Remembers one.</summary>
    /// <param name="store">The store.</param>
    /// <param name="program">The digest of its bytes.</param>
    /// <param name="tree">The output that it is in.</param>
    public static void Record(ContentStore store, Digest program, Digest tree)
    {
        ArgumentNullException.ThrowIfNull(store);
        store.PutFact(Table, program.ToArray(), NuonText.WriteCanonical(NuonRecord.Of(("moved", new NuonString(MovedProgram.Question)))), tree);
    }

    /// <summary>Whether a program is one.</summary>
    /// <param name="store">The store.</param>
    /// <param name="program">The digest of its bytes.</param>
    public static bool Contains(ContentStore store, Digest program)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.TryGetFact(Table, program.ToArray(), out _);
    }
}
