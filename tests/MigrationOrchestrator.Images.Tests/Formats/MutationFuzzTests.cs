using MigrationOrchestrator.Images.Tests.Support;

namespace MigrationOrchestrator.Images.Tests.Formats;

/// <summary>
/// Damaged headers and tables: never a crash, a hang or an allocation beyond the bound, always a named error or a disk.
/// An ordinary run tries 5,000 mutations for each reader; MIGRATOR_TEST_ALL=1 tries 100,000 for each kind of image.
/// </summary>
public sealed class MutationFuzzTests
{
    private const int MutationsPerReader = 5_000;
    private const int MutationsOfAll = 100_000;

    /// <summary>Of one mutant, in all: inspection, opening and some thousand bytes read; garbage of an unoptimised build is included. A size taken from a header would be far more.</summary>
    private const long MaxAllocatedBytes = 24 << 20;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Seeds => [.. FuzzSeeds.Names];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Readers_OfMutatedImages_FailByNameOnly(string seed)
    {
        ImageFormat format = FuzzSeeds.FormatOf(seed);
        int mutations = Environment.GetEnvironmentVariable("MIGRATOR_TEST_ALL") == "1" ? MutationsOfAll : MutationsPerReader / FuzzSeeds.CountOf(format) + 1;
        Mutator mutator = new(await FuzzSeeds.MakeAsync(seed));
        int accepted = 0;
        for (int mutation = 0; mutation < mutations; mutation++)
        {
            Random random = new(mutation);
            ReadOnlyMemory<byte> mutant = mutator.Next(random);
            try
            {
                // The sources are in memory, so a reader that hangs keeps its thread: the test must not wait on it.
                (long allocated, ImageException? refused) = await Task.Run(() => UseAsync(mutant, format, random)).WaitAsync(MaxTime, TestContext.Current.CancellationToken);
                Assert.True(allocated < MaxAllocatedBytes, $"{seed}, mutation {mutation}: {allocated} bytes allocated");
                accepted += refused is null ? 1 : 0;
                Assert.StartsWith("image.", refused?.Code ?? "image.", StringComparison.Ordinal);
                Assert.NotEqual("", refused?.Field);
                Assert.NotEqual("", refused?.Remedy);
            }
            catch (Exception defect) when (defect is not OperationCanceledException and not Xunit.Sdk.XunitException)
            {
                Assert.Fail($"{seed}, mutation {mutation}: {defect}");
            }
        }

        // Mutations that are all refused by the first check would try nothing.
        Assert.InRange(accepted, mutations / 50, mutations);
    }

    /// <summary>Reads of an image what there is, and tells how many bytes were allocated for it.</summary>
    private static async Task<(long Allocated, ImageException? Refused)> UseAsync(ReadOnlyMemory<byte> mutant, ImageFormat format, Random random)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        MemorySource source = new(mutant);
        OneFilePackage package = new(mutant);
        ImageException? found = null;
        try
        {
            ImageInfo info = await ImageInspector.InspectAsync(source, null, package, CancellationToken.None);
            if (info.Format == format && info.IsNativelyReadable)
            {
                await ReadAsync(source, package, format, random);
            }
        }
        catch (ImageException refused)
        {
            found = refused;
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before, found);
    }

    private static async Task ReadAsync(MemorySource source, OneFilePackage package, ImageFormat format, Random random)
    {
        await using IDiskReader disk = await DiskImage.OpenAsync(source, format, package, CancellationToken.None);
        byte[] buffer = new byte[20_000];
        int extents = 0;
        await foreach (DiskExtent extent in disk.ExtentsAsync())
        {
            int length = (int)Math.Min(extent.LengthBytes, buffer.Length);
            await disk.ReadAsync(extent.GuestOffset, buffer.AsMemory(0, length), CancellationToken.None);
            if (++extents == 20)
            {
                break;
            }
        }

        long offset = random.NextInt64(disk.VirtualSizeBytes);
        await disk.ReadAsync(offset, buffer.AsMemory(0, (int)Math.Min(buffer.Length, disk.VirtualSizeBytes - offset)), CancellationToken.None);
    }

    private sealed class OneFilePackage(ReadOnlyMemory<byte> file) : IImagePackage
    {
        public ValueTask<IRangedSource?> OpenAsync(string name, CancellationToken cancellation) => ValueTask.FromResult<IRangedSource?>(new MemorySource(file));
    }
}
