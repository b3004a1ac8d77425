using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Conversion;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.Conversion;
using MigrationOrchestrator.Migrations.Staging;
using MigrationOrchestrator.Migrations.Tests.Machines;

namespace MigrationOrchestrator.Migrations.Tests.Conversion;

/// <summary>Conversions from staging to staging that are killed wherever they can be, on every kind of store.</summary>
public abstract class ResumeConformance : IAsyncLifetime
{
    private const int Units = 3;
    private const int DataBytes = 5 << 20;
    private const long GuestBytes = Units * (long)ImageConverter.UnitBytes - 512;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("resume-");
    private readonly InProcessRunner runner = new();
    private readonly string migration = $"m-{Guid.NewGuid():N}";
    private readonly byte[] disk = Disk();
    private ServiceProvider feeds = null!;
    private JournaledStore store = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    private StagedName Source => StagedName.Of(migration, "disk-0", "source");

    private StagedName Delivered => StagedName.Of(migration, "disk-0", "delivered");

    public async ValueTask InitializeAsync()
    {
        store = new JournaledStore(OpenStore(folder.FullName));
        feeds = new ServiceCollection().AddConversion(new ConversionOptions { JobsFolder = Path.Combine(folder.FullName, "jobs") }).BuildServiceProvider();
        await StageAsync(Source, disk);
        store.Staged.Clear();
    }

    [Theory]
    [InlineData(TargetImage.VmdkStreamOptimized)]
    [InlineData(TargetImage.Qcow2)]
    [InlineData(TargetImage.VhdDynamic)]
    public async Task Job_KilledAfterEveryCheckpoint_StagesEveryPieceOnce(TargetImage target)
    {
        int kills = 0;
        store.AfterPut = name =>
        {
            if (name.Value.EndsWith("checkpoint", StringComparison.Ordinal))
            {
                kills++;
                runner.KillAll();
            }

            return Task.CompletedTask;
        };

        await ConvertAsync(TaskOf(target));

        Assert.Equal(Units - 1, kills);
        Assert.All(StagedIndexes().GroupBy(index => index), one => Assert.Single(one));
        await AssertDeliveredAsync(target);
    }

    [Fact]
    public async Task Job_KilledBeforeEveryPiece_StagesNoPieceBeforeACheckpointTwice()
    {
        HashSet<int> killed = [];
        store.BeforeStage = (name, index) =>
        {
            if (name == Delivered && killed.Add(index))
            {
                runner.KillAll();
                throw new EndOfStreamException("The job is gone.");
            }

            return Task.CompletedTask;
        };

        await ConvertAsync(TaskOf(TargetImage.VmdkStreamOptimized));

        // The head, piece 0, comes after the units, and no checkpoint is between the last of them and the head.
        Assert.Equal(Units + 1, killed.Count);
        Assert.All(StagedIndexes().Where(index => index < Units).GroupBy(index => index), one => Assert.Single(one));
        Assert.Equal(2, StagedIndexes().Count(index => index == Units));
        await AssertDeliveredAsync(TargetImage.VmdkStreamOptimized);
    }

    [Fact]
    public async Task Host_GoneAfterACheckpoint_TheNextOneGoesOnAndTheFirstCanWriteNoMore()
    {
        ConversionTask task = TaskOf(TargetImage.VmdkStreamOptimized);
        TaskCompletionSource kept = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
        store.AfterPut = name =>
        {
            bool isFirst = name.Value.EndsWith("checkpoint", StringComparison.Ordinal) && kept.TrySetResult();
            return isFirst ? goOn.Task : Task.CompletedTask;
        };
        StagedConversions first = Open(new InProcessRunner(), "first");
        FedJob abandoned = await first.FindOrStartAsync(task, Token);
        await kept.Task.WaitAsync(TimeSpan.FromSeconds(60), Token);

        await ConvertAsync(task);
        int[] before = StagedIndexes();
        goOn.SetResult();
        FailureException late = await Assert.ThrowsAsync<FailureException>(() => EndAsync(first, abandoned));

        Assert.Equal("conversion.taken_over", late.Failure.Code);
        Assert.Equal(before, StagedIndexes());
        Assert.All(before.GroupBy(index => index), one => Assert.Single(one));
        await AssertDeliveredAsync(TargetImage.VmdkStreamOptimized);
    }

    [Fact]
    public async Task Checkpoint_OfAnotherSnapshotOfTheSameSize_IsNotUsed()
    {
        store.AfterPut = name =>
        {
            if (name.Value.EndsWith("checkpoint", StringComparison.Ordinal))
            {
                runner.KillAll();
            }

            return Task.CompletedTask;
        };
        StagedConversions conversions = Open(runner, "work");
        FedJob killed = await conversions.FindOrStartAsync(TaskOf(TargetImage.VmdkStreamOptimized), Token);
        FailureException kill = await Assert.ThrowsAsync<FailureException>(() => EndAsync(conversions, killed));
        store.AfterPut = _ => Task.CompletedTask;
        store.Staged.Clear();

        await ConvertAsync(TaskOf(TargetImage.VmdkStreamOptimized, identity: "another"));

        Assert.Equal(("conversion.killed", true), (kill.Failure.Code, kill.Failure.Transient));
        Assert.Contains(0, StagedIndexes());
        await AssertDeliveredAsync(TargetImage.VmdkStreamOptimized);
    }

    public async ValueTask DisposeAsync()
    {
        if (store is not null)
        {
            await store.RemoveAsync(migration, CancellationToken.None);
            await feeds.DisposeAsync();
        }

        folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>A store of the kind that is tested.</summary>
    protected abstract IStagingStore OpenStore(string folder);

    private static byte[] Disk()
    {
        byte[] disk = new byte[GuestBytes];
        Random dice = new(7);
        for (int unit = 0; unit < Units; unit++)
        {
            dice.NextBytes(disk.AsSpan(unit * ImageConverter.UnitBytes, DataBytes));
        }

        return disk;
    }

    private async Task StageAsync(StagedName name, byte[] content)
    {
        StagedBlock block = await store.StageBlockAsync(name, new BlockPosition(0, 0, content.Length), new MemoryStream(content), Token);
        await store.CommitAsync(name, [block], Token);
    }

    private ConversionTask TaskOf(TargetImage target, string identity = "this")
        => new(new InstanceId(migration), "disk-0", Source, Delivered, new ConversionOrder(GuestBytes, ImageFormat.Raw, identity, target), GuestBytes, new ConversionLimits(TimeSpan.FromMinutes(2), 1L << 30, 64L << 20, 2));

    private StagedConversions Open(InProcessRunner where, string work)
        => new(store, new ConversionJobs(where, feeds.GetRequiredService<IConversionFeeds>(), new MigrationHostOptions { WorkFolder = Path.Combine(folder.FullName, work), CloudsFile = "none", DocumentsFolder = "none" }, TimeProvider.System), TimeProvider.System);

    /// <summary>As the orchestration does: what was killed is started again.</summary>
    private async Task ConvertAsync(ConversionTask task)
    {
        StagedConversions conversions = Open(runner, "work");
        for (int attempt = 0; attempt < 3 * Units; attempt++)
        {
            try
            {
                FedJob job = await conversions.FindOrStartAsync(task, Token);
                ConverterReport report = await EndAsync(conversions, job);
                await StagedConversions.CommitAsync(job, report, Token);
                await conversions.ForgetAsync(job, Token);
                return;
            }
            catch (FailureException killed) when (killed.Failure.Transient)
            {
                // Tried again.
            }
        }

        Assert.Fail("The conversion did not end.");
    }

    private static async Task<ConverterReport> EndAsync(StagedConversions conversions, FedJob job)
    {
        while (true)
        {
            if (await conversions.PollAsync(job, TimeSpan.FromSeconds(20), Token) is { } report)
            {
                return report;
            }
        }
    }

    private int[] StagedIndexes() => [.. store.Staged.Where(staged => staged.Name == Delivered).Select(staged => staged.Index)];

    private async Task AssertDeliveredAsync(TargetImage target)
    {
        ImageFormat format = target switch
        {
            TargetImage.VmdkStreamOptimized => ImageFormat.Vmdk,
            TargetImage.Qcow2 => ImageFormat.Qcow2,
            _ => ImageFormat.Vhd,
        };
        await using IRangedSource delivered = await store.OpenImageAsync(Delivered, Token);
        await using IRangedSource source = await store.OpenImageAsync(Source, Token);
        await using IDiskReader image = await DiskImage.OpenAsync(new BufferedSource(delivered), format, Token);
        await using IDiskReader original = await DiskImage.OpenAsync(new BufferedSource(source), ImageFormat.Raw, Token);
        Assert.Equal(await GuestDigest.ComputeAsync(original, 2, null, Token), await GuestDigest.ComputeAsync(image, 2, null, Token));
    }
}
