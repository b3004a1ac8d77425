using SQLitePCL;

namespace MigrationOrchestrator.Durable.Sqlite;

/// <summary>SQLite refused or failed an access to the engine's file.</summary>
/// <param name="resultCode">SQLite's primary result code (https://www.sqlite.org/rescode.html).</param>
/// <param name="message">What was tried and what SQLite said.</param>
public sealed class StorageException(int resultCode, string message) : IOException(message)
{
    /// <summary>SQLite's primary result code.</summary>
    public int ResultCode { get; } = resultCode;

    /// <summary>Whether the disk or the quota is full.</summary>
    public bool IsDiskFull => ResultCode == raw.SQLITE_FULL;

    /// <summary>Whether the disk or the file is the cause, so that the same access may succeed later; else the statement itself is at fault.</summary>
    public bool IsDisk => ResultCode is not (raw.SQLITE_ERROR or raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH or raw.SQLITE_MISUSE or raw.SQLITE_RANGE or raw.SQLITE_TOOBIG);
}
