using System.Diagnostics;
using MigrationOrchestrator.Conversion.Processes;
using MigrationOrchestrator.Conversion.Tests.Conformance;
using MigrationOrchestrator.Conversion.Tools;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Tests.Processes;

/// <summary>The real qemu-img in the real sandbox.</summary>
public sealed class QemuImgTests : IDisposable
{
    private readonly JobPlace place = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task QemuImg_ShutIn_ConvertsAnImage(bool isShutIn)
    {
        LocalTools tools = new(new ConversionOptions { JobsFolder = place.JobsFolder });
        Assert.SkipWhen(LocalTools.FindOnPath("qemu-img") is null, "qemu-img is not installed (apt-get install qemu-utils)");
        File.Delete(place.Input);
        using Process create = Process.Start(new ProcessStartInfo("qemu-img", ["create", "-q", "-f", "qcow2", place.Input, "64M"]))!;
        await create.WaitForExitAsync(TestContext.Current.CancellationToken);
        File.SetUnixFileMode(place.Input, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        ConversionJob job = place.Job("") with { Arguments = ["convert", "-f", "qcow2", "-O", "vmdk", "-o", "subformat=streamOptimized", "{input}", "{output}"] };
        await using ProcessRunner runner = ProcessRunners.Open(place, isShutIn, tools.Find(ConversionTool.QemuImg));

        await runner.StartAsync(job, TestContext.Current.CancellationToken);
        ConversionJobState state = await runner.PollAsync(job.Key, TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.Equal(("", ConversionPhase.Succeeded), (state.StandardError, state.Phase));
        Assert.Equal("KDMV"u8.ToArray(), (await File.ReadAllBytesAsync(place.Output, TestContext.Current.CancellationToken))[..4]);
    }

    public void Dispose() => place.Dispose();
}
