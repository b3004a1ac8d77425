using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Staging.Directories;
using MigrationOrchestrator.Staging.Tests.Conformance;

namespace MigrationOrchestrator.Staging.Tests.Directories;

/// <summary>A process that stages what is missing of one object, four blocks at a time, says which blocks are staged, commits, and is killed somewhere on the way.</summary>
internal static class KilledStager
{
    public const string Word = "stage-until-killed";
    public const int BlockLength = 256 * 1024;

    public static StagedName Name { get; } = StagedName.Of("killed", "disk0", "source");

    public static byte[] Whole { get; } = Bytes.Random((64 * BlockLength) + 777);

    public static async Task<int> RunAsync(string folder)
    {
        DirectoryStagingStore store = new(new DirectoryStagingOptions { Folder = folder });
        BlockPosition[] positions = Bytes.Cut(Whole.Length, BlockLength);
        StagedBlock[] blocks = new StagedBlock[positions.Length];
        await Parallel.ForEachAsync(positions, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (position, cancellation) =>
        {
            StagedBlock? block = await store.FindBlockAsync(Name, position.Index, cancellation);
            if (block is null)
            {
                block = await store.StageBlockAsync(Name, position, Whole.At(position), cancellation);
                Console.WriteLine(position.Index);
            }

            blocks[position.Index] = block;
        });
        await store.CommitAsync(Name, blocks, CancellationToken.None);
        Console.WriteLine("committed");
        return 0;
    }
}
