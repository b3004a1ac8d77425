using System.Net;
using System.Text.Json;
using MigrationOrchestrator.Migrations.Batches;
using Moq;

namespace MigrationOrchestrator.Web.Tests.Batches;

public sealed class BatchFileTests
{
    private const string Json = """{"machines":["web-1"]}""";

    [Fact]
    public async Task Files_AreSavedListedShownAndRemoved()
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Files.Setup(f => f.SaveFileAsync("nightly", It.Is<BatchFile>(file => file.Json == Json), It.IsAny<CancellationToken>())).Returns(Task.CompletedTask);
        host.Files.Setup(f => f.ListFilesAsync(It.IsAny<CancellationToken>())).ReturnsAsync(["nightly"]);
        host.Files.Setup(f => f.FindFileAsync("nightly", It.IsAny<CancellationToken>())).ReturnsAsync(BatchFile.FromJson(Json));
        host.Files.Setup(f => f.RemoveFileAsync("nightly", It.IsAny<CancellationToken>())).ReturnsAsync(true);

        (HttpResponseMessage saved, _) = await host.SendAsync(HttpMethod.Put, "/api/batch-files/nightly", "machines: [web-1]", mediaType: "application/yaml");
        (_, JsonElement list) = await host.SendAsync(HttpMethod.Get, "/api/batch-files");
        (_, JsonElement shown) = await host.SendAsync(HttpMethod.Get, "/api/batch-files/nightly");
        (HttpResponseMessage removed, _) = await host.SendAsync(HttpMethod.Delete, "/api/batch-files/nightly");

        Assert.Equal(HttpStatusCode.NoContent, saved.StatusCode);
        Assert.Equal("nightly", list[0].GetString());
        Assert.Equal("web-1", shown.GetProperty("machines")[0].GetString());
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
    }

    [Fact]
    public async Task Files_ThatAreNotThere_AreUnknown()
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Files.Setup(f => f.FindFileAsync("gone", It.IsAny<CancellationToken>())).ReturnsAsync((BatchFile?)null);
        host.Files.Setup(f => f.RemoveFileAsync("gone", It.IsAny<CancellationToken>())).ReturnsAsync(false);

        foreach (HttpMethod method in new[] { HttpMethod.Get, HttpMethod.Delete })
        {
            (HttpResponseMessage answer, JsonElement problem) = await host.SendAsync(method, "/api/batch-files/gone");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Equal("batch_file.unknown", problem.GetProperty("code").GetString());
        }
    }
}
