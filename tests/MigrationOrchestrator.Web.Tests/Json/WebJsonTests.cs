using System.Text.Json;
using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Migrations.Requests;

namespace MigrationOrchestrator.Web.Tests.Json;

public sealed class WebJsonTests
{
    [Fact]
    public void Strict_ARequestThatNamesOneOption_KeepsTheDefaultsOfAllOthers()
    {
        MigrationRequest? request = JsonSerializer.Deserialize<MigrationRequest>("""{"source":{"cloud":"a","machine":"web"},"target":{"cloud":"b"},"options":{"attempts":2}}""", StrictJson.Options);

        Assert.Equal(new MigrationOptions { Attempts = 2 }, request!.Options);
    }

    [Theory]
    [InlineData("""{"source":{"cloud":"a","machine":"web"}}""")]
    [InlineData("""{"source":{"cloud":"a","machine":"web"},"target":{"cloud":"b"},"surprise":1}""")]
    public void Strict_ABodyWithAMissingOrUnknownMember_IsRefused(string body)
        => Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<MigrationRequest>(body, StrictJson.Options));
}
