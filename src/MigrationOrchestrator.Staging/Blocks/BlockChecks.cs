using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Staging;

namespace MigrationOrchestrator.Staging.Blocks;

/// <summary>What both stores demand of blocks, and how they say that something is not there.</summary>
internal static class BlockChecks
{
    /// <summary>Blocks that one object may have (Azure Storage's limit of committed blocks in a blob).</summary>
    public const int MaxBlocks = 50_000;

    /// <summary>The longest block in bytes: 4,000 MiB (Azure Storage's limit).</summary>
    public const long MaxBlockLength = 4_000L << 20;

    /// <summary>Throws where a position is out of the limits.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Names the value.</exception>
    public static void Check(BlockPosition position)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position.Index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(position.Index, MaxBlocks);
        ArgumentOutOfRangeException.ThrowIfNegative(position.Offset);
        ArgumentOutOfRangeException.ThrowIfLessThan(position.Length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position.Length, MaxBlockLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(position.Offset, long.MaxValue - position.Length);
    }

    /// <summary>Throws unless the blocks are contiguous from index 0 and offset 0.</summary>
    /// <returns>Their length in all.</returns>
    /// <exception cref="FailureException"><c>staging.missing_block</c> naming the first place where none is.</exception>
    public static long CheckContiguous(StagedName name, IReadOnlyList<StagedBlock> blocks)
    {
        long offset = 0;
        for (int index = 0; index < blocks.Count; index++)
        {
            StagedBlock block = blocks[index];
            if (block.Index != index || block.Offset != offset)
            {
                throw MissingBlock(name, index, $"the list has block {block.Index} at offset {block.Offset} where block {index} at offset {offset} belongs");
            }

            Check(new BlockPosition(block.Index, block.Offset, block.Length));
            offset += block.Length;
        }

        return offset;
    }

    /// <summary>Checks that an id is one segment of a name.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static string MigrationOf(string migration)
        => StagedName.Of(migration, "any").Migration == migration
            ? migration
            : throw new FormatException($"'{migration}' is no migration's id: it holds a slash.");

    /// <summary>A commit that cannot be.</summary>
    public static FailureException MissingBlock(StagedName name, int index, string found)
        => new(new Failure("staging.missing_block", $"'{name}' cannot be made of its blocks: block {index} is not staged ({found}).")
        {
            Remedy = "Retry the migration: the missing block is read from the source again.",
        });

    /// <summary>A source that ended early; another try may bring it all.</summary>
    public static FailureException ShortBlock(StagedName name, BlockPosition position, long found)
        => new(new Failure("staging.short_block", $"The source of block {position.Index} of '{name}' ended after {found} of {position.Length} bytes.", Transient: true)
        {
            Remedy = "Check the network to the source and that the image did not change meanwhile; then retry the migration: what is staged is not read again.",
        });

    /// <summary>A read of an object that is not committed.</summary>
    public static FailureException MissingObject(StagedName name)
        => new(new Failure("staging.missing_object", $"'{name}' is not in staging.")
        {
            Remedy = "Retry the migration: what is missing is fetched again.",
        });
}
