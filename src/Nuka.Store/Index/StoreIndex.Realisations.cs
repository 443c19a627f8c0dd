using System.Collections.Immutable;
using Nuka.Content.Hashing;

namespace Nuka.Store.Index;

/// <summary>The tables of realisations.</summary>
internal sealed partial class StoreIndex
{
    // The tables of realisations of version 1 were never filled, and had no room for who signed.
    private const int SchemaBeforeSignatures = 1;

    private const string Columns = "SELECT build_key, output, tree, runs, signer, signature FROM realisations";

    private static string[] RealisationSchema =>
    [
        "CREATE TABLE build_keys(pid BLOB NOT NULL, build_key BLOB NOT NULL, PRIMARY KEY(pid, build_key)) WITHOUT ROWID",
        "CREATE TABLE realisations(build_key BLOB NOT NULL, output TEXT NOT NULL, tree BLOB NOT NULL, signer BLOB NOT NULL, runs BLOB NOT NULL, "
            + "signature BLOB NOT NULL, PRIMARY KEY(build_key, output, tree, signer)) WITHOUT ROWID",
        "CREATE INDEX realisations_by_tree ON realisations(tree)",
    ];

    // A reader of a store that nobody has written since cannot raise it, and finds no realisations.
    private bool hasRealisations = true;

    internal void PutRealisations(IReadOnlyCollection<StoredRealisation> realisations) => Transaction(durable: true, () =>
    {
        foreach (StoredRealisation realisation in realisations)
        {
            Statement("INSERT OR REPLACE INTO realisations VALUES(?, ?, ?, ?, ?, ?)").Bind(1, realisation.BuildKey).Bind(2, realisation.Output)
                .Bind(3, realisation.Tree).Bind(4, realisation.Signer.AsSpan()).Bind(5, Join(realisation.Runs)).Bind(6, realisation.Signature.AsSpan()).Run();
        }
    });

    internal List<StoredRealisation> Realisations(Digest buildKey, string output) => Run(() => hasRealisations ? Rows(
        Statement(Columns + " WHERE build_key = ? AND output = ? ORDER BY tree, signer").Bind(1, buildKey).Bind(2, output), Read) : []);

    internal List<StoredRealisation> RealisationsOf(Digest tree) => Run(() => hasRealisations ? Rows(
        Statement(Columns + " WHERE tree = ? ORDER BY build_key, output, signer").Bind(1, tree), Read) : []);

    internal List<Digest> RealisedTrees() => Run(() => hasRealisations ? Rows(
        Statement("SELECT DISTINCT tree FROM realisations ORDER BY tree"), row => new Digest(row.BlobSpan(0))) : []);

    /// <summary>What the trees need when they run, each tree once for every different list.</summary>
    internal List<(Digest Tree, ImmutableArray<Digest> Runs)> RunReferences() => Run(() => hasRealisations ? Rows(
        Statement("SELECT DISTINCT tree, runs FROM realisations WHERE length(runs) > 0"),
        row => (new Digest(row.BlobSpan(0)), Split(row.BlobSpan(1)))) : []);

    internal void PutBuildKey(Digest pid, Digest buildKey) => Transaction(durable: false, () =>
        Statement("INSERT OR IGNORE INTO build_keys VALUES(?, ?)").Bind(1, pid).Bind(2, buildKey).Run());

    internal List<Digest> BuildKeys(Digest pid) => Run(() => hasRealisations ? Rows(
        Statement("SELECT build_key FROM build_keys WHERE pid = ? ORDER BY build_key").Bind(1, pid), row => new Digest(row.BlobSpan(0))) : []);

    private static StoredRealisation Read(Statement row) => new(
        new Digest(row.BlobSpan(0)), row.Text(1), new Digest(row.BlobSpan(2)), Split(row.BlobSpan(3)), [.. row.BlobSpan(4)], [.. row.BlobSpan(5)]);

    private static byte[] Join(ImmutableArray<Digest> digests)
    {
        byte[] bytes = new byte[digests.Length * Digest.Length];
        for (int index = 0; index < digests.Length; index++)
        {
            digests[index].CopyTo(bytes.AsSpan(index * Digest.Length));
        }

        return bytes;
    }

    private static ImmutableArray<Digest> Split(ReadOnlySpan<byte> bytes)
    {
        ImmutableArray<Digest>.Builder digests = ImmutableArray.CreateBuilder<Digest>(bytes.Length / Digest.Length);
        for (int start = 0; start + Digest.Length <= bytes.Length; start += Digest.Length)
        {
            digests.Add(new Digest(bytes.Slice(start, Digest.Length)));
        }

        return digests.DrainToImmutable();
    }

    private long Raise(bool readOnly)
    {
        if (readOnly)
        {
            hasRealisations = false;
            return SchemaVersion;
        }

        Transaction(durable: true, () =>
        {
            if (Number("PRAGMA user_version") != SchemaBeforeSignatures)
            {
                return; // Another process was first.
            }

            foreach (string text in (string[])["DROP TABLE build_keys", "DROP TABLE realisations", .. RealisationSchema, $"PRAGMA user_version = {SchemaVersion}"])
            {
                database.Execute(text);
            }
        });
        return Number("PRAGMA user_version");
    }
}
