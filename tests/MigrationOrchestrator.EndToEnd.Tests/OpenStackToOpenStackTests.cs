using System.Text.Json;
using MigrationOrchestrator.EndToEnd.Tests.Harness;

namespace MigrationOrchestrator.EndToEnd.Tests;

/// <summary>Clouds of one kind need no conversion: the image arrives byte by byte as it left.</summary>
public sealed class OpenStackToOpenStackTests
{
    [Fact]
    public async Task Migration_BetweenCloudsOfOneKind_DeliversTheImageAndAServerMadeOfIt()
    {
        await using TwoClouds clouds = await TwoClouds.StartAsync();
        await clouds.SeedServerAsync("web", 16);

        Ended ended = await clouds.Migrator.RunAsync("run", "--id", "same-kind", "--from", TwoClouds.Source, "--machine", "web", "--to", TwoClouds.Source, "--name", "web-moved", "--power-on", "--json");

        Assert.True(ended.ExitCode == 0, ended.ToString());
        using JsonDocument receipt = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(clouds.Migrator.DataFolder, "receipts", "same-kind.json"), TestContext.Current.CancellationToken));
        JsonElement proof = Assert.Single(receipt.RootElement.GetProperty("disks").EnumerateArray());
        Assert.Equal("qcow2", proof.GetProperty("deliveredFormat").GetString());
        Assert.Equal(proof.GetProperty("sourceBytes").GetInt64(), proof.GetProperty("deliveredBytes").GetInt64());
        Assert.Equal(proof.GetProperty("guestDigestSource").GetString(), proof.GetProperty("guestDigestDelivered").GetString());
        Assert.Equal(2, clouds.OpenStack.Resources["servers"]);
        clouds.AssertNothingLeft(templates: 0, deliveredImages: 1);
    }
}
