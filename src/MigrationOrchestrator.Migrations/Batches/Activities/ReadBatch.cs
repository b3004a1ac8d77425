using System.Text;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Migrations.Batches.Activities;

/// <summary>Gives an orchestration the machines of its batch, a page at a time, since a whole batch is larger than what a history may hold in one value.</summary>
/// <param name="store">Where running batches keep what they were started with.</param>
public sealed class ReadBatch(BatchStore store) : Activity<ReadBatchInput, BatchEntries>
{
    /// <summary>Bytes of JSON of one page: below the limit of an activity's output, with room for its frame.</summary>
    private const int PageBytes = DurableJson.MaxPayloadBytes - 2048;

    /// <summary>Its name in histories.</summary>
    public static ActivityName<ReadBatchInput, BatchEntries> Name { get; } = new(nameof(ReadBatch));

    /// <inheritdoc/>
    public override async Task<BatchEntries> RunAsync(ActivityContext context, ReadBatchInput input, CancellationToken cancellation)
    {
        Batch batch = await store.FindRunAsync(input.Batch, cancellation) ?? throw new FailureException(new Failure("batch.missing", $"What batch '{input.Batch}' was started with is no longer there.")
        {
            Remedy = "Something removed it while the batch ran; start the batch again.",
        });
        List<BatchEntry> page = [];
        int bytes = 0;
        foreach (BatchEntry entry in batch.Entries.Skip(input.From))
        {
            bytes += Encoding.UTF8.GetByteCount(DurableJson.Serialize(entry)) + 1;
            if (bytes > PageBytes && page.Count > 0)
            {
                break;
            }

            page.Add(entry);
        }

        int next = input.From + page.Count;
        return new BatchEntries(page, next < batch.Entries.Count ? next : null);
    }
}

/// <summary>The input of <see cref="ReadBatch"/>.</summary>
/// <param name="Batch">The batch.</param>
/// <param name="From">Number of the first machine, from 0.</param>
public sealed record ReadBatchInput(InstanceId Batch, int From);

/// <summary>Some machines of a batch.</summary>
/// <param name="Entries">The machines.</param>
/// <param name="Next">Number of the machine after them; null where these are the last.</param>
public sealed record BatchEntries(IReadOnlyList<BatchEntry> Entries, int? Next);
