using SQLitePCL;

namespace MigrationOrchestrator.Durable.Sqlite.Storage;

/// <summary>One connection to the engine's file; used by one thread at a time.</summary>
internal sealed class Database : IDisposable
{
    private readonly sqlite3 handle;
    private readonly string path;
    private readonly IStorageProbe? probe;
    private readonly List<Statement> statements = [];

    static Database() => Batteries_V2.Init();

    private Database(sqlite3 handle, string path, IStorageProbe? probe)
    {
        this.handle = handle;
        this.path = path;
        this.probe = probe;
    }

    /// <summary>Whether a transaction is open.</summary>
    public bool IsInTransaction => raw.sqlite3_get_autocommit(handle) == 0;

    /// <summary>How many rows the last statement changed.</summary>
    public int Changes => raw.sqlite3_changes(handle);

    /// <summary>Opens the file, creating it for a writer.</summary>
    /// <exception cref="StorageException">SQLite cannot open it.</exception>
    public static Database Open(string path, bool isReadOnly, IStorageProbe? probe = null)
    {
        int flags = raw.SQLITE_OPEN_NOMUTEX | (isReadOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);
        int result = raw.sqlite3_open_v2(path, out sqlite3 handle, flags, null);
        Database database = new(handle, path, probe);
        if (result != raw.SQLITE_OK)
        {
            StorageException failed = database.Failed(result);
            database.Dispose();
            throw failed;
        }

        // Only schema changes at start and checkpoints ever wait; five seconds is far more than either takes.
        _ = raw.sqlite3_busy_timeout(handle, 5_000);
        return database;
    }

    /// <summary>Prepares a statement that lives as long as the connection.</summary>
    public Statement Prepare(string sql)
    {
        int result = raw.sqlite3_prepare_v3(handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out sqlite3_stmt statement);
        if (result != raw.SQLITE_OK)
        {
            throw Failed(result);
        }

        Statement prepared = new(this, statement);
        statements.Add(prepared);
        return prepared;
    }

    /// <summary>Runs SQL once, several statements included.</summary>
    public void Execute(string sql)
    {
        Probe(StorageStep.Statement);
        int result = raw.sqlite3_exec(handle, sql);
        if (result != raw.SQLITE_OK)
        {
            throw Failed(result);
        }
    }

    /// <summary>Prepares a statement, uses it and lets it go.</summary>
    public T Once<T>(string sql, Func<Statement, T> use)
    {
        int result = raw.sqlite3_prepare_v2(handle, sql, out sqlite3_stmt prepared);
        if (result != raw.SQLITE_OK)
        {
            throw Failed(result);
        }

        using Statement statement = new(this, prepared);
        return use(statement);
    }

    /// <summary>Reads one value as text.</summary>
    public string ReadText(string sql) => Once(sql, statement => statement.ReadFirst(row => row.TextOrNull(0))) ?? "";

    /// <summary>Lets a fault test in.</summary>
    public void Probe(StorageStep step) => probe?.On(step);

    /// <summary>An exception for a result code.</summary>
    public StorageException Failed(int result) => new(result & 0xFF, (result & 0xFF) == raw.SQLITE_FULL
        ? $"The disk that holds '{path}' is full. Free space; work goes on by itself then."
        : $"SQLite failed on '{path}': {raw.sqlite3_errmsg(handle).utf8_to_string()} (code {result}).");

    public void Dispose()
    {
        foreach (Statement statement in statements)
        {
            statement.Dispose();
        }

        handle.Dispose();
    }
}
