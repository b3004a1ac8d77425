using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Conversion;
using MigrationOrchestrator.EndToEnd.Tests.Harness;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.EndToEnd.Tests;

/// <summary>The converter's real image in a real container.</summary>
public sealed class ConverterImageTests : IClassFixture<ConverterImage>
{
    private readonly ConverterImage image;

    public ConverterImageTests(ConverterImage image)
    {
        image.Need();
        this.image = image;
    }

    [Fact]
    public async Task Image_RunAsItIs_IsTheMigrator()
    {
        string help = await image.Podman.RunAsync("podman", "run", "--rm", "--network", "none", "--read-only", ConverterImage.Name, "convert", "--help");

        Assert.Contains("migrator convert", help, StringComparison.Ordinal);
        Assert.Equal("65534:65534", (await image.Podman.RunAsync("podman", "image", "inspect", "--format", "{{.Config.User}}", ConverterImage.Name)).Trim());
    }

    [Theory]
    [InlineData(ConversionTool.Migrator, "convert", "--json", "--from", "qcow2", "--to", "vmdk", ConversionJob.InputPlaceholder, ConversionJob.OutputPlaceholder)]
    [InlineData(ConversionTool.QemuImg, "convert", "-f", "qcow2", "-O", "vmdk", "-o", "subformat=streamOptimized", ConversionJob.InputPlaceholder, ConversionJob.OutputPlaceholder)]
    public async Task Runner_WithTheImage_Converts(ConversionTool tool, params string[] arguments)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("converter-image-");
        try
        {
            SeededDisk disk = await SeededDisk.WriteAsync(folder.FullName, "disk", 8);
            string output = folder.CreateSubdirectory("output").FullName;
            await using ServiceProvider services = new ServiceCollection()
                .AddConversion(new ConversionOptions { JobsFolder = Path.Combine(folder.FullName, "jobs"), Runner = RunnerChoice.Container, ContainerEndpoint = image.Podman.Endpoint, ContainerImage = ConverterImage.Name })
                .BuildServiceProvider();
            IConversionRunner runner = services.GetRequiredService<IConversionRunner>();
            ConversionJob job = new($"image-{tool}", tool, arguments, disk.Qcow2, output, "delivered.vmdk", new ConversionLimits(TimeSpan.FromMinutes(3), 1L << 30, 64L << 20, 2));

            await runner.StartAsync(job, TestContext.Current.CancellationToken);
            ConversionJobState state = await runner.PollAsync(job.Key, TimeSpan.FromMinutes(3), TestContext.Current.CancellationToken);

            Assert.True(state.Phase == ConversionPhase.Succeeded, state.ToString());
            Assert.Contains("identical", await Tool.RunAsync("qemu-img", "compare", "-f", "raw", "-F", "vmdk", disk.Raw, Path.Combine(output, "delivered.vmdk")), StringComparison.Ordinal);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Migration_WithTheContainerRunner_DeliversAndLeavesNoContainer()
    {
        await using TwoClouds clouds = await TwoClouds.StartAsync();
        SeededDisk disk = await clouds.SeedServerAsync("web", 8);
        clouds.Migrator.Environment["MIGRATOR_CONVERSION__RUNNER"] = "container";
        clouds.Migrator.Environment["MIGRATOR_CONVERSION__ENDPOINT"] = image.Podman.Endpoint.ToString();
        clouds.Migrator.Environment["MIGRATOR_CONVERSION__IMAGE"] = ConverterImage.Name;

        Ended ended = await clouds.Migrator.RunAsync("run", "--from", TwoClouds.Source, "--machine", "web", "--to", TwoClouds.Target, "--catalog", "templates", "--json");

        Assert.True(ended.ExitCode == 0, ended.ToString());
        Assert.Equal("container+podman", JsonDocument.Parse(ended.Output).RootElement.GetProperty("receipt").GetProperty("runner").GetProperty("name").GetString());
        await clouds.AssertDeliveredAsync(disk);
        clouds.AssertNothingLeft(templates: 1);
        Assert.Equal("", await image.Podman.RunAsync("podman", "ps", "--all", "--quiet"));
    }
}
