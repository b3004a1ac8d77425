using System.Text.Json;
using MigrationOrchestrator.Emulators.Faults;
using MigrationOrchestrator.EndToEnd.Tests.Harness;

namespace MigrationOrchestrator.EndToEnd.Tests;

/// <summary>What users and clouds get wrong: each ends in a clear failure with a remedy, and nothing is left behind.</summary>
public sealed class BadInputTests
{
    [Fact]
    public async Task Run_WithAnUnknownCloud_IsWrongInputThatNamesTheField()
    {
        await using TwoClouds clouds = await TwoClouds.StartAsync();

        Ended ended = await clouds.Migrator.RunAsync("run", "--from", "nowhere", "--machine", "web", "--to", TwoClouds.Target, "--json");

        Assert.Equal(2, ended.ExitCode);
        JsonElement problem = Assert.Single(JsonDocument.Parse(ended.Output).RootElement.GetProperty("errors").EnumerateArray());
        Assert.Equal("source.cloud (--from)", problem.GetProperty("field").GetString());
        Assert.NotEmpty(problem.GetProperty("message").GetString()!);
        Assert.NotEmpty(problem.GetProperty("remedy").GetString()!);
        clouds.AssertNothingLeft(templates: 0);
        Ended list = await clouds.Migrator.RunAsync("list", "--json");
        Assert.Empty(JsonDocument.Parse(list.Output).RootElement.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Run_WithAWrongPassword_Fails()
    {
        await using TwoClouds clouds = await TwoClouds.StartAsync();
        clouds.Migrator.Environment["WRONG"] = "not-the-password";
        await clouds.RegisterAsync("WRONG");

        await FailsAsync(clouds, "web", "cloud.unauthorized");
    }

    [Fact]
    public async Task Run_OfAServerThatDoesNotExist_Fails()
    {
        await using TwoClouds clouds = await TwoClouds.StartAsync();

        await FailsAsync(clouds, "nobody", "source.machine_not_found");
    }

    [Fact]
    public async Task Run_OfAnImageWithABackingFile_Fails()
    {
        await using TwoClouds clouds = await TwoClouds.StartAsync();
        await SeedWithQemuImgAsync(clouds, "-b", "/etc/hostname", "-F", "raw");

        await FailsAsync(clouds, "crafted", "image.backing_file");
    }

    [Fact]
    public async Task Run_OfAnImageWithAnExternalDataFile_Fails()
    {
        await using TwoClouds clouds = await TwoClouds.StartAsync();
        await SeedWithQemuImgAsync(clouds, "-o", $"data_file={Path.Combine(clouds.Folder, "elsewhere.raw")}");

        await FailsAsync(clouds, "crafted", "image.data_file");
    }

    [Fact]
    public async Task Run_WhenEveryDownloadIsCutShort_Fails()
    {
        await using TwoClouds clouds = await TwoClouds.StartAsync();
        await clouds.SeedServerAsync("web", 8);
        clouds.OpenStack.Faults.Add(new FaultRule("/**/file", new FaultEffect { TruncateAfterBytes = 100_000 }));

        await FailsAsync(clouds, "web", "network.broken", "staging.short_block");
    }

    [Fact]
    public async Task Run_OfAnImageWhoseHashIsWrong_Fails()
    {
        await using TwoClouds clouds = await TwoClouds.StartAsync();
        await clouds.SeedServerAsync("web", 8);
        string image = await clouds.SeedImageAsync("wrong", Path.Combine(clouds.Folder, "web.qcow2"));
        clouds.OpenStack.SetImageHash(image, new string('0', 128));

        await FailsAsync(clouds, image, isImage: true, "source.hash_mismatch");
    }

    [Fact]
    public async Task Run_WhenStagingIsFull_Fails()
    {
        Assert.SkipUnless(Environment.UserName == "root", "Mounting a small file system needs root.");
        await using TwoClouds clouds = await TwoClouds.StartAsync();
        await clouds.SeedServerAsync("web", 64);
        string small = Directory.CreateDirectory(Path.Combine(clouds.Folder, "small")).FullName;
        await Tool.RunAsync("mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", small);
        try
        {
            clouds.Migrator.Environment["MIGRATOR_STAGING__FOLDER"] = small;
            await FailsAsync(clouds, "web", "staging.full");
            Assert.Empty(Directory.EnumerateFiles(small, "*", SearchOption.AllDirectories));
        }
        finally
        {
            await Tool.RunAsync("umount", small);
        }
    }

    private static Task FailsAsync(TwoClouds clouds, string machine, params string[] codes) => FailsAsync(clouds, machine, isImage: false, codes);

    private static async Task FailsAsync(TwoClouds clouds, string machine, bool isImage, params string[] codes)
    {
        string request = Path.Combine(clouds.Folder, "request.json");
        await File.WriteAllTextAsync(request, JsonSerializer.Serialize(new
        {
            source = new { cloud = TwoClouds.Source, machine, kind = isImage ? "image" : "server" },
            target = new { cloud = TwoClouds.Target, catalog = "templates" },
            options = new { attempts = 2 },
        }));

        Ended ended = await clouds.Migrator.RunAsync("run", "--request", request, "--json");

        Assert.True(ended.ExitCode == 1, ended.ToString());
        JsonElement failure = JsonDocument.Parse(ended.Output).RootElement.GetProperty("failure");
        Assert.Contains(failure.GetProperty("code").GetString(), codes);
        Assert.NotEmpty(failure.GetProperty("message").GetString()!);
        Assert.True(failure.TryGetProperty("remedy", out JsonElement remedy) && remedy.GetString() is { Length: > 0 }, $"It has no remedy: {failure}");
        clouds.AssertNothingLeft(templates: 0);
    }

    private static async Task SeedWithQemuImgAsync(TwoClouds clouds, params string[] options)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/qemu-img"), "qemu-img is not installed; infra/local/setup installs it.");
        string crafted = Path.Combine(clouds.Folder, "crafted.qcow2");
        await Tool.RunAsync("qemu-img", ["create", "-q", "-f", "qcow2", .. options, crafted, "16M"]);
        string image = await clouds.SeedImageAsync("crafted", crafted);
        clouds.OpenStack.SeedServer(new Emulators.OpenStack.SeededServer("crafted", image));
    }
}
