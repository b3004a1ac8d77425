using System.Diagnostics;
using System.Security.Cryptography;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Images;
using MigrationOrchestrator.Migrations.Deliveries;
using MigrationOrchestrator.Migrations.DiskMigration.Activities;
using MigrationOrchestrator.Migrations.Staging;

namespace MigrationOrchestrator.Migrations.Tests.DiskMigration;

public sealed class ConvertDiskTests : IAsyncDisposable
{
    private const int DiskBytes = 5 << 20;

    private readonly ActivityPlace place = new();
    private readonly byte[] disk = RandomNumberGenerator.GetBytes(DiskBytes);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("vdi")]
    [InlineData("qed")]
    [InlineData("vhdx")]
    public async Task Convert_OfARareFormatForATargetThatTakesItAsItIs_DeliversTheQcow2ThatWasPrepared(string format)
    {
        await StageAsync(format);

        ConvertedDisk converted = await place.ConvertAsync(Input(format, isNative: false, DiskForm.AsIs));
        SealedDisk sealedDisk = await place.RunAsync<SealDisk, SealInput, SealedDisk>(new SealInput(ActivityPlace.Migration, "disk-0", converted));

        Assert.Equal("qcow2", converted.Format);
        Assert.NotEqual(ActivityPlace.Source, converted.Staged);
        await using IRangedSource delivered = await place.Staging.OpenImageAsync(converted.Staged, Token);
        await using IDiskReader image = await DiskImage.OpenAsync(delivered, ImageFormat.Qcow2, Token);
        Assert.Equal((await GuestDigest.ComputeAsync(image, 1, null, Token)).ToString(), converted.GuestDigest);
        Assert.Equal(await RawDigestAsync(), converted.GuestDigest);
        Assert.Equal((delivered.Length, converted.GuestDigest), (sealedDisk.SizeBytes, sealedDisk.GuestDigest));
    }

    [Fact]
    public async Task Convert_OfARareFormatToVmdk_HoldsWhatItHeld()
    {
        await StageAsync("vdi");

        ConvertedDisk converted = await place.ConvertAsync(Input("vdi", isNative: false, DiskForm.VmdkStreamOptimized));
        SealedDisk sealedDisk = await place.RunAsync<SealDisk, SealInput, SealedDisk>(new SealInput(ActivityPlace.Migration, "disk-0", converted));

        Assert.Equal(("vmdk", false), (converted.Format, converted.AsItWas));
        Assert.Equal(await RawDigestAsync(), sealedDisk.GuestDigest);
    }

    [Fact]
    public async Task Convert_OfAnImageThatIsTakenAsItIs_GivesItsDigestAndMakesNoCopy()
    {
        await StageAsync("raw");

        ConvertedDisk converted = await place.ConvertAsync(Input("raw", isNative: true, DiskForm.AsIs));

        Assert.Equal((ActivityPlace.Source, "raw", true), (converted.Staged, converted.Format, converted.AsItWas));
        Assert.Equal(await RawDigestAsync(), converted.GuestDigest);
        Assert.Empty(place.Staging.Staged);
    }

    [Fact]
    public async Task Convert_ThatIsDone_IsNotDoneAgain()
    {
        await StageAsync("raw");
        ConvertedDisk first = await place.ConvertAsync(Input("raw", isNative: true, DiskForm.VmdkStreamOptimized));

        ConvertedDisk again = await place.ConvertAsync(Input("raw", isNative: true, DiskForm.VmdkStreamOptimized));

        Assert.Equal((first.GuestDigest, first.Staged), (again.GuestDigest, again.Staged));
        Assert.Single(place.Runner.Started);
    }

    [Fact]
    public async Task Convert_OfADamagedImage_SaysWhatTheConverterSaid()
    {
        byte[] qcow2 = new byte[1 << 20];
        "QFI\xfb"u8.CopyTo(qcow2);
        await place.Staging.PutAsync(ActivityPlace.Source, qcow2, Token);

        FailureException failed = await Assert.ThrowsAsync<FailureException>(() => place.ConvertAsync(Input("qcow2", isNative: true, DiskForm.VmdkStreamOptimized)));

        Assert.StartsWith("image.", failed.Failure.Code, StringComparison.Ordinal);
        Assert.False(failed.Failure.Transient);
    }

    public ValueTask DisposeAsync() => place.DisposeAsync();

    private static ConvertInput Input(string format, bool isNative, DiskForm form)
        => new(ActivityPlace.Migration, "disk-0", ActivityPlace.Source, new CheckedImage(format, DiskBytes, DiskBytes, isNative, null), form, CompressionLevel.Fast) { Identity = "this" };

    private async Task StageAsync(string format)
    {
        string raw = place.File("disk.raw");
        string image = place.File("disk." + format);
        await File.WriteAllBytesAsync(raw, disk, Token);
        if (format != "raw")
        {
            using Process process = Process.Start("qemu-img", ["convert", "-f", "raw", "-O", format, raw, image]);
            await process.WaitForExitAsync(Token);
            Assert.Equal(0, process.ExitCode);
        }

        await place.Staging.AdoptAsync(ActivityPlace.Source, image, Token);
        await File.WriteAllBytesAsync(raw, disk, Token);
    }

    private async Task<string> RawDigestAsync()
    {
        await using FileSource source = FileSource.Open(place.File("disk.raw"));
        await using IDiskReader raw = await DiskImage.OpenAsync(source, ImageFormat.Raw, Token);
        return (await GuestDigest.ComputeAsync(raw, 1, null, Token)).ToString();
    }
}
