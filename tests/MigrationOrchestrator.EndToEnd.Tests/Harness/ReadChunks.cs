using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Emulators.Journals;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Staging;
using MigrationOrchestrator.Staging.Directories;

namespace MigrationOrchestrator.EndToEnd.Tests.Harness;

/// <summary>What of a migration's disks was staged whenever its program was dead, held against what the source was asked for afterwards.</summary>
internal sealed class ReadChunks(TwoClouds clouds)
{
    private const int MostChunks = 200;

    /// <summary>Byte ranges that are staged: image, first byte, length.</summary>
    private readonly HashSet<(string Image, long Offset, long Length)> staged = [];

    private IReadOnlyList<string> images = [];

    public int Count => staged.Count;

    /// <summary>Learns from a migration's ledger which images its disks are read from, the boot disk first.</summary>
    public void LearnImages(JsonElement view)
    {
        string[] known =
        [
            .. view.GetProperty("ledger").EnumerateArray()
                .Where(entry => entry.GetProperty("side").GetString() == "source" && entry.TryGetProperty("id", out _))
                .Select(entry => entry.GetProperty("id").GetString()!),
        ];
        images = known.Length > 0 ? known : images;
    }

    /// <summary>The program is dead: what its staging holds now must never be read from the source again.</summary>
    public async Task CollectAsync()
    {
        if (!Directory.Exists(clouds.StagingFolder))
        {
            return;
        }

        await using ServiceProvider services = new ServiceCollection().AddDirectoryStaging(new DirectoryStagingOptions { Folder = clouds.StagingFolder }).BuildServiceProvider();
        IStagingStore staging = services.GetRequiredService<IStagingStore>();
        foreach ((int disk, string image) in images.Index())
        {
            StagedName name = StagedName.Of(KilledMigration.Id, $"disk-{disk}", "source");
            if (await staging.FindLengthAsync(name, CancellationToken.None) is { } whole)
            {
                staged.Add((image, 0, whole));
            }

            for (int index = 0; index < MostChunks; index++)
            {
                if (await staging.FindBlockAsync(name, index, CancellationToken.None) is { } block)
                {
                    staged.Add((image, block.Offset, block.Length));
                }
            }
        }
    }

    /// <summary>Checks what the source has sent since a program was started.</summary>
    public void AssertNoneReadAgain(DateTimeOffset started)
    {
        // A probe asks for the first byte alone; it is no reading of the chunk.
        JournalEntry[] again =
        [
            .. clouds.OpenStack.Journal.Entries.Where(entry => entry.Started >= started && entry.BytesSent > 1 && entry.Offset is { } offset
                && staged.Any(range => entry.Path.Contains(range.Image, StringComparison.Ordinal) && offset < range.Offset + range.Length && range.Offset < offset + entry.BytesSent)),
        ];
        Assert.True(again.Length == 0, $"Read again: {string.Join(", ", again.Select(entry => $"{entry.Path} {entry.Offset} ({entry.BytesSent} bytes)"))}");
    }
}
