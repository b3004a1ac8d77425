using System.Net;
using System.Text.Json;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Migrations.Schedules;
using Moq;

namespace MigrationOrchestrator.Web.Tests.Schedules;

public sealed class ScheduleTests
{
    private static readonly ScheduleDefinition Definition = new("30 2 * * *", "nightly") { TimeZone = "Europe/Berlin", MissedRuns = MissedRuns.Skip };

    [Fact]
    public async Task Save_HandsOnTheBodyAndAnswersTheView()
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Schedules.Setup(s => s.SaveAsync("s", Definition, It.IsAny<CancellationToken>())).ReturnsAsync(View());

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Put, "/api/schedules/s", """{"cron":"30 2 * * *","batchFile":"nightly","timeZone":"Europe/Berlin","missedRuns":"skip"}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("skip", body.GetProperty("definition").GetProperty("missedRuns").GetString());
        Assert.True(body.GetProperty("definition").GetProperty("enabled").GetBoolean());
        Assert.Equal("s-19700101T0000Z", body.GetProperty("last").GetProperty("batchId").GetString());
        Assert.Single(body.GetProperty("nextSlots").EnumerateArray());
    }

    [Theory]
    [InlineData("""{"cron":"x","batchFile":"nightly"}""", "cron")]
    [InlineData("""{"batchFile":"nightly"}""", "cron")]
    [InlineData("""{"cron":"0 0 * * *","batchFile":"nightly","every":"day"}""", "every")]
    [InlineData("""{"cron":"0 0 * * *","batchFile":"nightly","missedRuns":"some"}""", "missedRuns")]
    public async Task Save_WhatCannotBeUsed_NamesTheField(string json, string field)
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Schedules.Setup(s => s.SaveAsync("s", It.IsAny<ScheduleDefinition>(), It.IsAny<CancellationToken>())).ThrowsAsync(new InvalidRequestException([new InputProblem("cron", "Wrong.", "Mend it.")]));

        (HttpResponseMessage answer, JsonElement body) = await host.SendAsync(HttpMethod.Put, "/api/schedules/s", json);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(field, body.GetProperty("errors")[0].GetProperty("field").GetString());
    }

    [Fact]
    public async Task Schedules_AreListedShownAndRemoved()
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Schedules.Setup(s => s.ListAsync(It.IsAny<CancellationToken>())).ReturnsAsync([View()]);
        host.Schedules.Setup(s => s.FindAsync("s", It.IsAny<CancellationToken>())).ReturnsAsync(View());
        host.Schedules.Setup(s => s.NextSlotsAsync("s", 2, It.IsAny<CancellationToken>())).ReturnsAsync([DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1)]);
        host.Schedules.Setup(s => s.RemoveAsync("s", It.IsAny<CancellationToken>())).ReturnsAsync(true);

        (_, JsonElement list) = await host.SendAsync(HttpMethod.Get, "/api/schedules");
        (_, JsonElement shown) = await host.SendAsync(HttpMethod.Get, "/api/schedules/s");
        (_, JsonElement slots) = await host.SendAsync(HttpMethod.Get, "/api/schedules/s/slots?count=2");
        (HttpResponseMessage wrong, _) = await host.SendAsync(HttpMethod.Get, "/api/schedules/s/slots?count=101");
        (HttpResponseMessage removed, _) = await host.SendAsync(HttpMethod.Delete, "/api/schedules/s");

        Assert.Equal("s", list[0].GetProperty("name").GetString());
        Assert.Equal("s", shown.GetProperty("name").GetString());
        Assert.Equal(2, slots.GetArrayLength());
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, removed.StatusCode);
    }

    [Fact]
    public async Task Schedules_ThatAreNotThere_AreUnknown()
    {
        await using WebHost host = await WebHost.StartAsync();
        host.Schedules.Setup(s => s.FindAsync("s", It.IsAny<CancellationToken>())).ReturnsAsync((ScheduleView?)null);
        host.Schedules.Setup(s => s.NextSlotsAsync("s", 5, It.IsAny<CancellationToken>())).ReturnsAsync((IReadOnlyList<DateTimeOffset>?)null);
        host.Schedules.Setup(s => s.RemoveAsync("s", It.IsAny<CancellationToken>())).ReturnsAsync(false);

        foreach ((HttpMethod method, string path) in new[] { (HttpMethod.Get, "s"), (HttpMethod.Get, "s/slots"), (HttpMethod.Delete, "s") })
        {
            (HttpResponseMessage answer, JsonElement problem) = await host.SendAsync(method, $"/api/schedules/{path}");
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
            Assert.Equal("schedule.unknown", problem.GetProperty("code").GetString());
        }
    }

    private static ScheduleView View() => new("s", Definition, DateTimeOffset.UnixEpoch, [DateTimeOffset.UnixEpoch.AddDays(1)])
    {
        Last = new ScheduleRun(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch) { BatchId = new InstanceId("s-19700101T0000Z") },
    };
}
