using System.Security.Cryptography;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.DiskMigration.Activities;

namespace MigrationOrchestrator.Migrations.Tests.DiskMigration;

public sealed class SealDiskTests : IAsyncDisposable
{
    private const int PageBytes = 4 << 20;

    private readonly ActivityPlace place = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Seal_OfAConvertedDisk_ReadsItOnceInLargePages()
    {
        (byte[] vmdk, string digest, long capacity) = await VmdkAsync();
        await place.Staging.PutAsync(ActivityPlace.Source, vmdk, Token);

        SealedDisk sealedDisk = await SealAsync(digest, "vmdk", capacity, asItWas: false);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(vmdk)), sealedDisk.Sha256);
        Assert.Equal(Convert.ToHexStringLower(SHA512.HashData(vmdk)), sealedDisk.Sha512);
        Assert.Equal((vmdk.Length, digest), (sealedDisk.SizeBytes, sealedDisk.GuestDigest));
        int pages = (vmdk.Length + PageBytes - 1) / PageBytes;

        // The tables at the end are looked up first, and that page may be read again when the hash gets there.
        Assert.InRange(place.Staging.Reads.Count, pages, pages + 2);
    }

    [Fact]
    public async Task Seal_OfAConvertedDiskWithOtherContent_Refuses()
    {
        (byte[] vmdk, _, long capacity) = await VmdkAsync();
        await place.Staging.PutAsync(ActivityPlace.Source, vmdk, Token);

        FailureException refused = await Assert.ThrowsAsync<FailureException>(() => SealAsync("sha256-tree-1mib:00", "vmdk", capacity, asItWas: false));

        Assert.Equal("conversion.content_mismatch", refused.Failure.Code);
    }

    [Fact]
    public async Task Seal_OfAConvertedDiskThatIsNoImage_Refuses()
    {
        await place.Staging.PutAsync(ActivityPlace.Source, new byte[4096], Token);

        FailureException refused = await Assert.ThrowsAsync<FailureException>(() => SealAsync("any", "vmdk", 4096, asItWas: false));

        Assert.Equal("conversion.content_mismatch", refused.Failure.Code);
    }

    [Fact]
    public async Task Seal_OfAForeignImageThatGoesOnAsItCame_HashesItAndDoesNotOpenIt()
    {
        byte[] foreign = RandomNumberGenerator.GetBytes(PageBytes + 17);
        await place.Staging.PutAsync(ActivityPlace.Source, foreign, Token);

        SealedDisk sealedDisk = await SealAsync("sha256-tree-1mib:of the converter", "qcow2", 1 << 30, asItWas: true);

        Assert.Equal((Convert.ToHexStringLower(SHA256.HashData(foreign)), "sha256-tree-1mib:of the converter"), (sealedDisk.Sha256, sealedDisk.GuestDigest));
        Assert.Equal([0L, PageBytes], place.Staging.Reads.Select(read => read.Offset));
    }

    public ValueTask DisposeAsync() => place.DisposeAsync();

    private Task<SealedDisk> SealAsync(string digest, string format, long capacity, bool asItWas)
        => place.RunAsync<SealDisk, SealInput, SealedDisk>(new SealInput(ActivityPlace.Migration, "disk-0", new ConvertedDisk(ActivityPlace.Source, format, capacity, digest, null, null) { AsItWas = asItWas }));

    private async Task<(byte[] Vmdk, string Digest, long Capacity)> VmdkAsync()
    {
        // Two units of content that does not shrink, so that a table is far from what it maps.
        string raw = place.File("disk.raw");
        await File.WriteAllBytesAsync(raw, RandomNumberGenerator.GetBytes((2 * ImageConverter.UnitBytes) + 4096), Token);
        string path = place.File("disk.vmdk");
        await using FileSource source = FileSource.Open(raw);
        ConversionResult result;
        await using (FilePieceSink sink = FilePieceSink.Create(path))
        {
            ConversionRequest request = new() { Source = source, SourceFormat = ImageFormat.Raw, Target = TargetImage.VmdkStreamOptimized, Sink = sink, Level = ConversionLevel.Fast };
            result = await ImageConverter.ConvertAsync(request, null, Token);
            sink.Complete(result.LengthBytes);
        }

        return (await File.ReadAllBytesAsync(path, Token), result.GuestDigest.ToString(), result.VirtualSizeBytes);
    }
}
