using Nuka.Content.Hashing;
using Nuka.Content.Trees;
using Nuka.Platform.Errors;
using Nuka.Platform.Files;
using Nuka.Store.Errors;
using Nuka.Store.Native;

namespace Nuka.Store.Index;

/// <summary>
/// The index of a store: trees, facts, realisations and roots in one SQLite file (specs/store.md). A tree in it says that everything
/// below it is durable in the store. Safe for several threads; several processes may have it open.
/// </summary>
internal sealed partial class StoreIndex : IDisposable
{
    /// <summary>SQLite's application id of the file: <c>nuka</c> in ASCII.</summary>
    private const int ApplicationId = 0x6E756B61;

    private const int SchemaVersion = 2;

    private static readonly string[] Schema =
    [
        "CREATE TABLE counters(name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID",
        "CREATE TABLE trees(digest BLOB NOT NULL, body BLOB NOT NULL)",
        "CREATE UNIQUE INDEX trees_by_digest ON trees(digest)",
        "CREATE TABLE facts(area TEXT NOT NULL, key BLOB NOT NULL, value BLOB NOT NULL, tree BLOB, PRIMARY KEY(area, key)) WITHOUT ROWID",
        "CREATE TABLE roots(name TEXT NOT NULL, kind INTEGER NOT NULL, digest BLOB NOT NULL, PRIMARY KEY(name, kind, digest)) WITHOUT ROWID",
        "INSERT INTO counters VALUES('collections', 0)",
        .. RealisationSchema,
        "PRAGMA user_version = 2",
    ];

    private readonly Lock gate = new();
    private readonly Dictionary<string, Statement> statements = new(StringComparer.Ordinal);
    private readonly Database database;
    private readonly string store;

    private StoreIndex(Database database, string store)
    {
        this.database = database;
        this.store = store;
    }

    /// <summary>Opens the index and lays out its tables when it is new.</summary>
    /// <param name="store">The store's directory.</param>
    /// <param name="readOnly">Whether nothing may be written.</param>
    /// <param name="patienceSeconds">How long to wait for another writer.</param>
    internal static StoreIndex Open(string store, bool readOnly, int patienceSeconds)
    {
        string path = Path.Combine(store, "index.sqlite");
        try
        {
            StoreIndex index = new(OpenDatabase(path, readOnly, patienceSeconds * 1000), store);
            try
            {
                index.Prepare(readOnly);
                return index;
            }
            catch
            {
                index.Dispose();
                throw;
            }
        }
        catch (SqliteError error)
        {
            throw Explain(error, store);
        }
    }

    /// <summary>The encoding of a tree, or <see langword="null"/>.</summary>
    internal byte[]? TryReadTree(Digest digest) => Run(() => Rows(
        Statement("SELECT body FROM trees WHERE digest = ?").Bind(1, digest), row => row.Blob(0)).FirstOrDefault());

    internal bool HasTree(Digest digest) => Run(() => Rows(
        Statement("SELECT 1 FROM trees WHERE digest = ?").Bind(1, digest), row => true).FirstOrDefault());

    internal List<Digest> Trees() => Run(() => Rows(Statement("SELECT digest FROM trees"), row => new Digest(row.BlobSpan(0))));

    /// <summary>How many collections there have been: whoever remembers what the store holds compares it.</summary>
    internal long Collections => Run(() => Rows(
        Statement("SELECT value FROM counters WHERE name = 'collections'"), row => row.Integer(0)).Single());

    /// <summary>Records trees and facts in one durable transaction.</summary>
    internal void Commit(IReadOnlyCollection<StoredTree> trees, IReadOnlyCollection<Fact> facts) => Transaction(durable: true, () =>
    {
        foreach (StoredTree tree in trees)
        {
            Statement("INSERT OR IGNORE INTO trees VALUES(?, ?)").Bind(1, tree.Digest).Bind(2, tree.Encoding).Run();
        }

        foreach (Fact fact in facts)
        {
            Write(fact);
        }
    });

    /// <summary>Removes trees, and whatever was known about them; bumps the count of collections.</summary>
    /// <returns>How many facts went with them.</returns>
    internal int RemoveTrees(IReadOnlyCollection<Digest> trees)
    {
        int facts = 0;
        Transaction(durable: true, () =>
        {
            Statement("UPDATE counters SET value = value + 1 WHERE name = 'collections'").Run();
            if (trees.Count == 0)
            {
                return;
            }

            foreach (Digest digest in trees)
            {
                Statement("DELETE FROM trees WHERE digest = ?").Bind(1, digest).Run();
            }

            // The empty tree is there without a row, so what speaks of it stays true.
            Statement("DELETE FROM facts WHERE tree IS NOT NULL AND tree <> ? AND tree NOT IN (SELECT digest FROM trees)").Bind(1, Tree.Empty.Digest).Run();
            facts = database.Changes;
            Statement("DELETE FROM realisations WHERE tree <> ? AND tree NOT IN (SELECT digest FROM trees)").Bind(1, Tree.Empty.Digest).Run();
            Statement("DELETE FROM build_keys WHERE build_key NOT IN (SELECT build_key FROM realisations)").Run();
        });
        return facts;
    }

    /// <summary>Records a tree in the place of a damaged encoding.</summary>
    internal void ReplaceTree(StoredTree tree) => Transaction(durable: true, () =>
        Statement("INSERT OR REPLACE INTO trees VALUES(?, ?)").Bind(1, tree.Digest).Bind(2, tree.Encoding).Run());

    /// <summary>Moves the log into the database and gives its space back.</summary>
    internal void EmptyLog() => Run(() =>
    {
        database.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        return true;
    });

    internal void PutFact(Fact fact) => Transaction(durable: false, () => Write(fact));

    internal byte[]? TryGetFact(string area, ReadOnlySpan<byte> key)
    {
        byte[] wanted = key.ToArray();
        return Run(() => Rows(
            Statement("SELECT value FROM facts WHERE area = ? AND key = ?").Bind(1, area).Bind(2, wanted), row => row.Blob(0)).FirstOrDefault());
    }

    internal List<(byte[] Key, Digest? Tree)> Facts(string area) => Run(() => Rows(
        Statement("SELECT key, tree FROM facts WHERE area = ? ORDER BY key").Bind(1, area),
        row => (row.Blob(0), row.BlobSpan(1) is { Length: > 0 } tree ? new Digest(tree) : (Digest?)null)));

    /// <summary>How many facts speak of each tree.</summary>
    internal List<(Digest Tree, int Count)> CountFacts() => Run(() => Rows(
        Statement("SELECT tree, COUNT(*) FROM facts WHERE tree IS NOT NULL GROUP BY tree"), row => (new Digest(row.BlobSpan(0)), (int)row.Integer(1))));

    internal void RemoveFact(string area, ReadOnlySpan<byte> key)
    {
        byte[] unwanted = key.ToArray();
        Transaction(durable: false, () => Statement("DELETE FROM facts WHERE area = ? AND key = ?").Bind(1, area).Bind(2, unwanted).Run());
    }

    internal void SetRoot(string name, IReadOnlyCollection<Cid> keeps) => Transaction(durable: true, () =>
    {
        Statement("DELETE FROM roots WHERE name = ?").Bind(1, name).Run();
        foreach (Cid cid in keeps)
        {
            Statement("INSERT OR IGNORE INTO roots VALUES(?, ?, ?)").Bind(1, name).Bind(2, (long)cid.Kind).Bind(3, cid.Digest).Run();
        }
    });

    internal List<(string Name, Cid Cid)> Roots() => Run(() => Rows(
        Statement("SELECT name, kind, digest FROM roots ORDER BY name, kind, digest"),
        row => (row.Text(0), new Cid((ContentKind)row.Integer(1), new Digest(row.BlobSpan(2))))));

    /// <summary>SQLite's own check of the file.</summary>
    /// <returns>What is wrong, one line each; empty when nothing is.</returns>
    internal List<string> Check() => Run(() =>
        Rows(Statement("PRAGMA integrity_check(20)"), row => row.Text(0)).Where(line => line != "ok").ToList());

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (gate)
        {
            database.Dispose();
        }
    }

    private static Database OpenDatabase(string path, bool readOnly, int patienceMilliseconds)
    {
        if (!readOnly)
        {
            return Database.Open(path, readOnly: false, patienceMilliseconds);
        }

        // Without its log files a database in WAL mode cannot be opened by somebody who may not create them. Nobody writes to it
        // then, so it may be taken as unchanging.
        FileInfo log = new(path + "-wal");
        bool still = (!log.Exists || log.Length == 0) && !File.Exists(path + "-shm");
        string target = still ? $"file:{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}?immutable=1" : path;
        return Database.Open(target, readOnly: true, patienceMilliseconds);
    }

    private static List<T> Rows<T>(Statement statement, Func<Statement, T> read)
    {
        List<T> rows = [];
        try
        {
            while (statement.Step())
            {
                rows.Add(read(statement));
            }
        }
        finally
        {
            statement.Reset();
        }

        return rows;
    }

    private static NukaException Explain(SqliteError error, string store) => error.Code switch
    {
        Sqlite.Busy or Sqlite.Locked => new Problem("store/busy", "another process has been writing to the store's index for too long")
        {
            Reasons = [$"the store is {store}"],
            Hints = ["wait for it to end, then try again"],
        }.ToException(error),
        Sqlite.Full => StoreProblems.DiskFull(store, error),
        Sqlite.IoError when error.SystemError is ErrorNumbers.NoSpace or ErrorNumbers.Quota => StoreProblems.DiskFull(store, error),
        Sqlite.ReadOnly => StoreProblems.NotWritable(store, error),
        Sqlite.Corrupt or Sqlite.NotADatabase => Damaged(store, error.Message, error),
        _ => new Problem("store/index-failed", "the store's index could not be used")
        {
            Reasons = [error.Message, $"the index is {store}/index.sqlite"],
            Hints = ["try: nuka doctor", "try: nuka store verify"],
        }.ToException(error),
    };

    private static NukaException Damaged(string store, string reason, Exception? inner = null) =>
        new Problem("store/index-damaged", "the store's index is damaged")
        {
            Reasons = [reason, $"the index is {store}/index.sqlite"],
            Hints = ["move the store's directory away and let nuka fetch again what the locks name"],
        }.ToException(inner);

    private void Prepare(bool readOnly)
    {
        if (!readOnly)
        {
            database.Execute("PRAGMA journal_mode = WAL");
            database.Execute("PRAGMA synchronous = FULL");
            database.KeepLogFiles();
            database.Execute("PRAGMA journal_size_limit = 0"); // They stay, but empty.
        }

        long version = Number("PRAGMA user_version");
        if (version == 0 && !readOnly)
        {
            Transaction(durable: true, CreateTables);
            version = SchemaVersion;
        }

        if (version == SchemaBeforeSignatures)
        {
            version = Raise(readOnly);
        }

        if (version != SchemaVersion || Number("PRAGMA application_id") != ApplicationId)
        {
            throw Damaged(store, $"it says schema {version} where {SchemaVersion} is expected");
        }
    }

    private void CreateTables()
    {
        if (Number("PRAGMA user_version") != 0)
        {
            return; // Another process was first.
        }

        database.Execute($"PRAGMA application_id = {ApplicationId}");
        foreach (string text in Schema)
        {
            database.Execute(text);
        }
    }

    private long Number(string text)
    {
        using Statement statement = database.Prepare(text);
        statement.Step();
        return statement.Integer(0);
    }

    private void Write(Fact fact)
    {
        Statement statement = Statement("INSERT OR REPLACE INTO facts VALUES(?, ?, ?, ?)").Bind(1, fact.Area).Bind(2, fact.Key).Bind(3, fact.Value);
        _ = fact.Tree is Digest tree ? statement.Bind(4, tree) : statement.BindNull(4);
        statement.Run();
    }

    private Statement Statement(string text)
    {
        if (!statements.TryGetValue(text, out Statement? statement))
        {
            statement = database.Prepare(text);
            statements.Add(text, statement);
        }

        return statement;
    }

    private T Run<T>(Func<T> work)
    {
        lock (gate)
        {
            try
            {
                return work();
            }
            catch (SqliteError error)
            {
                throw Explain(error, store);
            }
        }
    }

    // A transaction that is not durable may be lost with the power, never torn: it is for what can be found out again.
    private void Transaction(bool durable, Action work) => Run(() =>
    {
        database.Execute(durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
        database.Execute("BEGIN IMMEDIATE");
        try
        {
            work();
            database.Execute("COMMIT");
        }
        catch
        {
            TryRollBack();
            throw;
        }

        return true;
    });

    private void TryRollBack()
    {
        try
        {
            database.Execute("ROLLBACK");
        }
        catch (SqliteError)
        {
            // SQLite has rolled back by itself, as it does on a full disk; the first error is the one to tell.
        }
    }
}
