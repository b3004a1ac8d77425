using System.Net;
using MigrationOrchestrator.OpenStack.Http;

namespace MigrationOrchestrator.OpenStack.Tests.Http;

public sealed class ErrorTextTests
{
    [Theory]
    [InlineData("""{"error":{"code":401,"message":"The request you have made requires authentication.","title":"Unauthorized"}}""", "The request you have made requires authentication.")]
    [InlineData("""{"itemNotFound": {"code": 404, "message": "Instance xyz could not be found."}}""", "Instance xyz could not be found.")]
    [InlineData("""{"NeutronError": {"type": "NetworkNotFound", "message": "Network zzz could not be found.", "detail": ""}}""", "Network zzz could not be found.")]
    [InlineData("{\"message\": \"No image found with ID abc<br /><br />\\n\\n\\n\", \"code\": \"404 Not Found\", \"title\": \"Not Found\"}", "No image found with ID abc")]
    [InlineData("<html>\n <head>\n  <title>404 Not Found</title>\n </head>\n <body>\n  <h1>404 Not Found</h1>\n  No image &quot;abc&quot;<br /><br />\n\n </body>\n</html>", "No image \"abc\"")]
    [InlineData("404 Not Found\n\nNo image found with ID abc\n\n   ", "No image found with ID abc")]
    [InlineData("{\"cut off", "{\"cut off")]
    [InlineData("", "")]
    public async Task Read_EveryServicesShape_FindsTheSentence(string body, string sentence)
    {
        using HttpResponseMessage response = new(HttpStatusCode.NotFound) { Content = new StringContent(body) };

        Assert.Equal(sentence, await ErrorText.ReadAsync(response, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Read_EndlessBody_IsBounded()
    {
        using HttpResponseMessage response = new(HttpStatusCode.BadGateway) { Content = new StringContent(new string('x', 10_000_000)) };

        Assert.Equal(403, (await ErrorText.ReadAsync(response, TestContext.Current.CancellationToken)).Length);
    }
}
