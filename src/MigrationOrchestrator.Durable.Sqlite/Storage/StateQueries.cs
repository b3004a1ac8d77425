using System.Globalization;
using System.Text;

namespace MigrationOrchestrator.Durable.Sqlite.Storage;

/// <summary>Instances as clients see them.</summary>
internal sealed class StateQueries(Database database)
{
    private const string Columns = "key, id, name, status, created_at, updated_at, version, parent_id, custom_status, failure, output";
    private readonly Statement byId = database.Prepare($"SELECT {Columns} FROM instances WHERE id = ?");
    private readonly HistoryTable history = new(database);

    public OrchestrationState? Find(InstanceId id, bool includeInputsAndOutputs)
        => byId.With(id.Value).ReadAll(Read) is [var found] ? Complete(found, includeInputsAndOutputs) : null;

    /// <summary>The key that a query's page comes before.</summary>
    /// <exception cref="ContinuationTokenException">The query's token is none of this engine.</exception>
    public static long KeyBefore(OrchestrationQuery query) => query.ContinuationToken switch
    {
        null => long.MaxValue,
        { } token when long.TryParse(token, NumberStyles.None, CultureInfo.InvariantCulture, out long key) => key,
        { } other => throw new ContinuationTokenException(other),
    };

    public OrchestrationPage Query(OrchestrationQuery query)
    {
        long before = KeyBefore(query);
        StringBuilder sql = new($"SELECT {Columns} FROM instances WHERE key < ?");
        if (query.Statuses.Count > 0)
        {
            _ = sql.Append(CultureInfo.InvariantCulture, $" AND status IN ({string.Join(',', query.Statuses.Select(status => (int)status))})");
        }

        _ = sql.Append(query.Name is null ? "" : " AND name = ?");
        _ = sql.Append(query.InstanceIdPrefix is null ? "" : " AND id >= ? AND id < ?");
        _ = sql.Append(query.CreatedFrom is null ? "" : " AND created_at >= ?").Append(query.CreatedTo is null ? "" : " AND created_at < ?");
        _ = sql.Append(" ORDER BY key DESC LIMIT ?");
        return database.Once(sql.ToString(), statement =>
        {
            _ = statement.With(before);
            _ = query.Name is { } name ? statement.With(name) : statement;

            // The character after the last that an id can have bounds the range of a prefix.
            _ = query.InstanceIdPrefix is { } prefix ? statement.With(prefix).With(prefix + '\x7f') : statement;
            _ = query.CreatedFrom is { } from ? statement.With(from) : statement;
            _ = query.CreatedTo is { } to ? statement.With(to) : statement;
            List<(long Key, OrchestrationState State)> rows = statement.With(query.PageSize + 1).ReadAll(Read);
            bool hasMore = rows.Count > query.PageSize;
            OrchestrationState[] items = [.. rows.Take(query.PageSize).Select(row => Complete(row, query.IncludeInputsAndOutputs))];
            return new OrchestrationPage(items, hasMore ? rows[query.PageSize - 1].Key.ToString(CultureInfo.InvariantCulture) : null);
        });
    }

    private OrchestrationState Complete((long Key, OrchestrationState State) found, bool includeInputsAndOutputs)
        => includeInputsAndOutputs ? found.State with { Input = history.ReadStart(found.Key)?.Input } : found.State with { Output = null };

    private static (long Key, OrchestrationState State) Read(Statement row)
        => (row.Int64(0), new OrchestrationState(new InstanceId(row.Text(1)), row.Text(2), (OrchestrationStatus)row.Int32(3), row.Time(4), row.Time(5))
        {
            Version = row.Text(6),
            ParentId = row.TextOrNull(7) is { } parent ? new InstanceId(parent) : null,
            CustomStatus = row.TextOrNull(8),
            Failure = row.TextOrNull(9) is { } failure ? DurableJson.Deserialize<Failure>(failure) : null,
            Output = row.TextOrNull(10),
        });
}
