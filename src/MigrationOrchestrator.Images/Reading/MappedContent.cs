using System.Collections;

namespace MigrationOrchestrator.Images.Reading;

/// <summary>
/// Counts what the tables of an image map, each table once, when it is first used: content that is mapped once each cannot
/// take more than the file's length. Without this bound a small file could claim terabytes, and cost days.
/// </summary>
/// <remarks>
/// Writers map no place in a file twice: qcow2's internal snapshots share clusters with the active disk, but not within
/// one of them. Safe for concurrent use.
/// </remarks>
/// <param name="source">The image file.</param>
/// <param name="tables">Number of tables that there can be.</param>
/// <param name="blockBytes">Bytes of the largest block; the file's last one is not always written to its end.</param>
internal sealed class MappedContent(IRangedSource source, long tables, int blockBytes)
{
    private readonly Lock gate = new();
    private BitArray? counted;
    private long bytes;

    /// <summary>Whether a table was counted.</summary>
    public bool Has(long table)
    {
        lock (gate)
        {
            return this.counted is { } counted && counted[(int)table];
        }
    }

    /// <summary>Counts a table, unless another reader did meanwhile.</summary>
    /// <param name="table">The table's number.</param>
    /// <param name="bytes">The least that the table and all that it maps take in the file.</param>
    /// <param name="field">The format's name of such tables.</param>
    /// <exception cref="ImageException"><c>image.overlap</c>: all counted tables map more than the file holds.</exception>
    public void Add(long table, long bytes, string field)
    {
        lock (gate)
        {
            counted ??= new BitArray((int)tables);
            if (counted[(int)table])
            {
                return;
            }

            if (this.bytes + bytes > source.Length + blockBytes)
            {
                throw ImageFault.Overlap(field, this.bytes + bytes, source.Length);
            }

            this.bytes += bytes;
            counted[(int)table] = true;
        }
    }
}
