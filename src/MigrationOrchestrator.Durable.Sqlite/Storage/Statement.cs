using SQLitePCL;

namespace MigrationOrchestrator.Durable.Sqlite.Storage;

/// <summary>One prepared statement, kept for the life of its connection; used by one thread at a time.</summary>
internal sealed class Statement(Database database, sqlite3_stmt handle) : IDisposable
{
    private int parameters;

    /// <summary>Binds the next parameter; they are bound in the order of <c>?</c>.</summary>
    public Statement With(long value) => Checked(raw.sqlite3_bind_int64(handle, ++parameters, value));

    /// <inheritdoc cref="With(long)"/>
    public Statement With(DateTimeOffset time) => With(time.UtcTicks);

    /// <inheritdoc cref="With(long)"/>
    public Statement With(string? text) => Checked(text is null ? raw.sqlite3_bind_null(handle, ++parameters) : raw.sqlite3_bind_text(handle, ++parameters, text));

    /// <inheritdoc cref="With(long)"/>
    public Statement With(ReadOnlySpan<byte> blob) => Checked(raw.sqlite3_bind_blob(handle, ++parameters, blob));

    /// <summary>Binds SQL's null, or a number.</summary>
    public Statement WithNullable(long? value) => value is { } number ? With(number) : Checked(raw.sqlite3_bind_null(handle, ++parameters));

    /// <summary>Runs to the end.</summary>
    /// <returns>How many rows it changed.</returns>
    public int Run()
    {
        while (Step())
        {
        }

        return database.Changes;
    }

    /// <summary>Reads every row.</summary>
    public List<T> ReadAll<T>(Func<Statement, T> read)
    {
        List<T> rows = [];
        try
        {
            while (Step())
            {
                rows.Add(read(this));
            }
        }
        finally
        {
            Reset();
        }

        return rows;
    }

    /// <summary>Reads the first row, or gives the default where there is none.</summary>
    public T? ReadFirst<T>(Func<Statement, T> read)
    {
        if (!Step())
        {
            return default;
        }

        try
        {
            return read(this);
        }
        finally
        {
            Reset();
        }
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(handle, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(handle, column);

    public int Int32(int column) => raw.sqlite3_column_int(handle, column);

    public DateTimeOffset Time(int column) => new(Int64(column), TimeSpan.Zero);

    public string Text(int column) => raw.sqlite3_column_text(handle, column).utf8_to_string();

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(handle, column);

    public void Dispose() => handle.Dispose();

    private bool Step()
    {
        try
        {
            database.Probe(StorageStep.Statement);
        }
        catch
        {
            Reset();
            throw;
        }

        int result = raw.sqlite3_step(handle);
        if (result == raw.SQLITE_ROW)
        {
            return true;
        }

        Reset();
        return result == raw.SQLITE_DONE ? false : throw database.Failed(result);
    }

    private void Reset()
    {
        _ = raw.sqlite3_reset(handle);
        parameters = 0;
    }

    private Statement Checked(int result)
    {
        if (result == raw.SQLITE_OK)
        {
            return this;
        }

        Reset();
        throw database.Failed(result);
    }
}
