using System.Diagnostics;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Staging.Directories;
using MigrationOrchestrator.Staging.Tests.Conformance;

namespace MigrationOrchestrator.Staging.Tests.Directories;

/// <summary>A real volume of 4 MiB that runs full.</summary>
public sealed class FullDiskTests : IAsyncLifetime
{
    private const int BlockLength = 1 << 20;
    private readonly TemporaryFolder place = new();
    private bool isMounted;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private DirectoryStagingStore Store => new(new DirectoryStagingOptions { Folder = place.Path });

    public async ValueTask InitializeAsync()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            Assert.Skip("Mounting a small volume takes root on Linux.");
        }

        if (await RunAsync("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", place.Path) != 0)
        {
            Assert.Skip("This machine lets nobody mount a small volume.");
        }

        isMounted = true;
    }

    [Fact]
    public async Task StageBlock_DiskFull_SaysSoAndTheStagedBlocksStay()
    {
        StagedName name = StagedName.Of("m", "disk0");
        byte[] whole = Bytes.Random(6 * BlockLength);
        BlockPosition[] positions = Bytes.Cut(whole.Length, BlockLength);
        List<StagedBlock> staged = [];

        FailureException failed = await Assert.ThrowsAsync<FailureException>(async () =>
        {
            foreach (BlockPosition position in positions)
            {
                staged.Add(await Store.StageBlockAsync(name, position, whole.At(position), Token));
            }
        });

        Assert.Equal("staging.full", failed.Failure.Code);
        Assert.False(failed.Failure.Transient);
        Assert.NotNull(failed.Failure.Remedy);
        Assert.NotEmpty(staged);
        Assert.Null(await Store.FindBlockAsync(name, staged.Count, Token));
        Assert.Equal(staged[^1], await Store.FindBlockAsync(name, staged.Count - 1, Token));
        await Store.CommitAsync(name, staged, Token);
        Assert.Equal(whole[..(staged.Count * BlockLength)], await Store.ReadAllAsync(name, Token));
        await Store.RemoveAsync("m", Token);
        Assert.Empty(Directory.GetFileSystemEntries(place.Path));
    }

    [Fact]
    public async Task StageBlock_DiskFull_ReadsNothingOfTheSource()
    {
        using MemoryStream source = new(Bytes.Random(6 * BlockLength));
        await Assert.ThrowsAsync<FailureException>(() => Store.StageBlockAsync(StagedName.Of("m", "disk0"), new BlockPosition(0, 0, source.Length), source, Token));
        Assert.Equal(0, source.Position);
    }

    [Fact]
    public async Task Put_DiskFull_KeepsTheOlderObject()
    {
        StagedName name = StagedName.Of("m", "receipt.json");
        await Store.PutAsync(name, "older"u8.ToArray(), Token);

        FailureException failed = await Assert.ThrowsAsync<FailureException>(() => Store.PutAsync(name, new byte[5 * BlockLength], Token));

        Assert.Equal("staging.full", failed.Failure.Code);
        Assert.Equal("older"u8.ToArray(), await Store.ReadAllAsync(name, Token));
        Assert.Single(Directory.GetFiles(place.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Adopt_FromAnotherVolumeAndDiskFull_KeepsTheFile()
    {
        using TemporaryFolder elsewhere = new();
        await File.WriteAllBytesAsync(elsewhere.File("big"), new byte[5 * BlockLength], Token);

        FailureException failed = await Assert.ThrowsAsync<FailureException>(() => Store.AdoptAsync(StagedName.Of("m", "disk.vmdk"), elsewhere.File("big"), Token));

        Assert.Equal("staging.full", failed.Failure.Code);
        Assert.True(File.Exists(elsewhere.File("big")));
        Assert.Empty(Directory.GetFiles(place.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Adopt_FromAnotherVolume_CopiesWholeThenRemoves()
    {
        using TemporaryFolder elsewhere = new();
        byte[] whole = Bytes.Random(2 * BlockLength);
        await File.WriteAllBytesAsync(elsewhere.File("small"), whole, Token);

        await Store.AdoptAsync(StagedName.Of("m", "disk.vmdk"), elsewhere.File("small"), Token);

        Assert.Equal(whole, await Store.ReadAllAsync(StagedName.Of("m", "disk.vmdk"), Token));
        Assert.False(File.Exists(elsewhere.File("small")));
        Assert.Single(Directory.GetFiles(place.Path, "*", SearchOption.AllDirectories));
    }

    public async ValueTask DisposeAsync()
    {
        if (isMounted)
        {
            await RunAsync("umount", place.Path);
        }

        place.Dispose();
    }

    private static async Task<int> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(program, arguments);
        await process.WaitForExitAsync(Token);
        return process.ExitCode;
    }
}
