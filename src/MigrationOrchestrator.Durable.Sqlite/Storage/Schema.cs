using System.Globalization;
using SQLitePCL;

namespace MigrationOrchestrator.Durable.Sqlite.Storage;

/// <summary>The layout of the engine's file and how older layouts are brought forward.</summary>
internal static class Schema
{
    /// <summary>"MigO" in ASCII, SQLite's <c>application_id</c>: a foreign SQLite file is refused.</summary>
    private const int ApplicationId = 0x4D69674F;

    /// <summary>Each entry brings a file from its index to the next version.</summary>
    public static IReadOnlyList<string> Migrations { get; } =
    [
        """
        CREATE TABLE engine (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            epoch INTEGER NOT NULL,
            is_clean INTEGER NOT NULL) STRICT;
        INSERT INTO engine VALUES (1, 0, 1);

        CREATE TABLE instances (
            key INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            name TEXT NOT NULL,
            version TEXT NOT NULL,
            status INTEGER NOT NULL,
            execution_id TEXT NOT NULL,
            generation INTEGER NOT NULL,
            turn INTEGER NOT NULL,
            events INTEGER NOT NULL,
            created_at INTEGER NOT NULL,
            updated_at INTEGER NOT NULL,
            start_at INTEGER,
            parent_id TEXT,
            parent_step INTEGER NOT NULL,
            parent_generation INTEGER NOT NULL,
            trace_parent TEXT,
            custom_status TEXT,
            output TEXT,
            failure TEXT,
            head_hash BLOB) STRICT;
        CREATE INDEX instances_open ON instances (key) WHERE status < 4;
        CREATE INDEX instances_finished ON instances (updated_at) WHERE status >= 4;
        CREATE INDEX instances_by_parent ON instances (parent_id) WHERE parent_id IS NOT NULL;

        CREATE TABLE history (
            id INTEGER PRIMARY KEY,
            instance INTEGER NOT NULL,
            events BLOB NOT NULL,
            hash BLOB) STRICT;
        CREATE INDEX history_by_instance ON history (instance, id);

        CREATE TABLE tasks (
            instance INTEGER NOT NULL,
            step INTEGER NOT NULL,
            generation INTEGER NOT NULL,
            name TEXT NOT NULL,
            input TEXT NOT NULL,
            attempts INTEGER NOT NULL,
            epoch INTEGER NOT NULL,
            PRIMARY KEY (instance, step)) STRICT, WITHOUT ROWID;

        CREATE TABLE timers (
            instance INTEGER NOT NULL,
            step INTEGER NOT NULL,
            generation INTEGER NOT NULL,
            due_at INTEGER NOT NULL,
            PRIMARY KEY (instance, step)) STRICT, WITHOUT ROWID;

        CREATE TABLE inbox (
            id INTEGER PRIMARY KEY,
            instance INTEGER NOT NULL,
            generation INTEGER NOT NULL,
            fact BLOB NOT NULL) STRICT;
        CREATE INDEX inbox_by_instance ON inbox (instance);
        """,
    ];

    /// <summary>Refuses a file that this engine must not write, without changing a byte of it: the connection is a reading one.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, not an engine's, or newer than this build.</exception>
    public static void Check(Database reading, string path) => Check(reading, path, Migrations.Count);

    /// <summary>Refuses a file that this engine must not write, or that is newer than a version.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, not an engine's, or newer than that.</exception>
    public static void Check(Database reading, string path, int newest)
    {
        try
        {
            int version = ReadVersion(reading);
            string application = reading.ReadText("PRAGMA application_id");
            bool isFresh = version == 0 && application == "0" && reading.ReadText("SELECT count(*) FROM sqlite_schema") == "0";
            if (!isFresh && application != ApplicationId.ToString(CultureInfo.InvariantCulture))
            {
                throw new InvalidDataException($"'{path}' is a SQLite file of another program (application id {application}). Choose another path for the engine's file.");
            }

            if (version > newest)
            {
                throw new InvalidDataException($"'{path}' has schema version {version}; this build knows versions up to {newest}. Use the newer build that wrote it.");
            }

            if (version > 0 && reading.ReadText("SELECT is_clean FROM engine") == "0" && reading.ReadText("PRAGMA quick_check(1)") is var check && check != "ok")
            {
                throw new InvalidDataException($"'{path}' is damaged: {check}. Restore it from a backup, or salvage it with sqlite3's .recover.");
            }
        }
        catch (StorageException refused) when (refused.ResultCode is raw.SQLITE_NOTADB or raw.SQLITE_CORRUPT)
        {
            throw new InvalidDataException($"'{path}' is damaged, or no SQLite file: {refused.Message} Choose another path, or restore it from a backup.", refused);
        }
    }

    /// <summary>Sets a writing connection up and brings the file, which has been checked, to the newest version, which SQLite keeps as <c>user_version</c>.</summary>
    /// <exception cref="InvalidDataException">Commits to it would not be durable.</exception>
    public static void Prepare(Database database, string path) => Prepare(database, path, Migrations);

    /// <summary>Sets a writing connection up and brings the file to the last of some versions.</summary>
    /// <exception cref="InvalidDataException">Commits to it would not be durable.</exception>
    public static void Prepare(Database database, string path, IReadOnlyList<string> migrations)
    {
        database.Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-32768; PRAGMA wal_autocheckpoint=4000; PRAGMA foreign_keys=OFF;");

        // An unknown value of a pragma is silently taken for a weaker one, so what holds is read back.
        RequirePragma(database, "journal_mode", "wal", path);
        RequirePragma(database, "synchronous", "2", path);
        for (int from = ReadVersion(database); from < migrations.Count; from++)
        {
            database.Execute($"BEGIN IMMEDIATE; {migrations[from]} PRAGMA user_version={from + 1}; PRAGMA application_id={ApplicationId}; COMMIT;");
        }
    }

    private static int ReadVersion(Database database) => int.Parse(database.ReadText("PRAGMA user_version"), CultureInfo.InvariantCulture);

    private static void RequirePragma(Database database, string name, string expected, string path)
    {
        string actual = database.ReadText($"PRAGMA {name}");
        if (actual != expected)
        {
            throw new InvalidDataException($"SQLite runs '{path}' with {name}={actual}, not {expected}, so commits would not survive a power cut. A local file system is needed.");
        }
    }
}
