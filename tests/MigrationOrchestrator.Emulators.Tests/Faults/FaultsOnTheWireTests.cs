using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using MigrationOrchestrator.Emulators.Faults;
using MigrationOrchestrator.Emulators.Hosting;
using MigrationOrchestrator.Emulators.Journals;

namespace MigrationOrchestrator.Emulators.Tests.Faults;

public sealed class FaultsOnTheWireTests : IAsyncLifetime
{
    private readonly FaultInjector faults = new();
    private readonly HttpClient http = new();
    private EmulatorServer server = null!;
    private int expired;
    private int worked;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await EmulatorServer.StartAsync(
            0,
            new EmulatorWire(faults, new RequestJournal(), TimeProvider.System),
            () => expired++,
            () => new Dictionary<string, int> { ["things"] = 3 },
            app =>
            {
                app.MapGet("/bytes", async context =>
                {
                    worked++;
                    context.Response.ContentLength = 1_000_000;
                    await context.Response.Body.WriteAsync(new byte[1_000_000], context.RequestAborted);
                });
                app.MapPut("/bytes", async context =>
                {
                    worked++;
                    await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
                });
            },
            Cancellation);
        http.BaseAddress = server.Endpoint;
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await server.DisposeAsync();
    }

    [Fact]
    public async Task Status_WithRetryAfter_IsAnsweredInsteadOfTheWork()
    {
        faults.Add(new FaultRule("/bytes", new FaultEffect { Status = 503, RetryAfterSeconds = 7, ExpireTokens = true }) { Nth = 1 });

        HttpResponseMessage first = await http.GetAsync("/bytes", Cancellation);
        HttpResponseMessage second = await http.GetAsync("/bytes", Cancellation);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, first.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), first.Headers.RetryAfter?.Delta);
        Assert.Equal(HttpStatusCode.OK, second.StatusCode);
        Assert.Equal(1_000_000, (await second.Content.ReadAsByteArrayAsync(Cancellation)).Length);
        Assert.Equal((1, 1), (expired, worked));
    }

    [Fact]
    public async Task Reset_BeforeTheWork_BreaksTheConnection()
    {
        faults.Add(new FaultRule("/bytes", new FaultEffect { Reset = true }));

        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync("/bytes", Cancellation));

        Assert.Equal(0, worked);
        Assert.True((await EntryAsync()).Aborted);
    }

    [Fact]
    public async Task LoseAnswer_AfterTheWork_BreaksTheConnection()
    {
        faults.Add(new FaultRule("/bytes", new FaultEffect { LoseAnswer = true }));

        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync("/bytes", Cancellation));

        Assert.Equal(1, worked);
    }

    [Fact]
    public async Task Truncate_AfterBytes_SendsJustThose()
    {
        faults.Add(new FaultRule("/bytes", new FaultEffect { TruncateAfterBytes = 300_000 }));
        using HttpResponseMessage answer = await http.GetAsync("/bytes", HttpCompletionOption.ResponseHeadersRead, Cancellation);

        await Assert.ThrowsAnyAsync<IOException>(async () => await (await answer.Content.ReadAsStreamAsync(Cancellation)).CopyToAsync(Stream.Null, Cancellation));

        JournalEntry entry = await EntryAsync();
        Assert.Equal((300_000, true, true), (entry.BytesSent, entry.Aborted, entry.Faulted));
    }

    [Fact]
    public async Task CutUpload_AfterBytes_ReadsJustThose()
    {
        faults.Add(new FaultRule("/bytes", new FaultEffect { CutUploadAfterBytes = 100_000 }));

        await Assert.ThrowsAsync<HttpRequestException>(() => http.PutAsync("/bytes", new ByteArrayContent(new byte[8_000_000]), Cancellation));

        Assert.Equal(100_000, (await EntryAsync()).BytesReceived);
    }

    [Fact]
    public async Task Bandwidth_Capped_TakesItsTime()
    {
        faults.BandwidthBytesPerSecond = 2_000_000;

        await http.GetByteArrayAsync("/bytes", Cancellation);

        Assert.InRange((await EntryAsync()).Milliseconds, 400, 60_000);
    }

    /// <summary>The one call's entry, which is made when its answer has gone out.</summary>
    private async Task<JournalEntry> EntryAsync()
    {
        while (server.Wire.Journal.Entries.Count == 0)
        {
            await Task.Delay(5, Cancellation);
        }

        return Assert.Single(server.Wire.Journal.Entries);
    }

    [Fact]
    public async Task Control_WithoutTheKey_IsRefused()
    {
        Assert.Equal(HttpStatusCode.Forbidden, (await http.GetAsync("/_emulator/journal", Cancellation)).StatusCode);
    }

    [Fact]
    public async Task Control_WithTheKey_SetsRulesAndTellsTheJournal()
    {
        http.DefaultRequestHeaders.Add(ControlEndpoints.KeyHeader, server.Wire.ControlKey);
        HttpResponseMessage set = await http.PutAsJsonAsync(
            "/_emulator/faults", new { bandwidthBytesPerSecond = 50_000_000, rules = new[] { new { path = "/bytes", nth = 1, effect = new { status = 500 } } } }, Cancellation);
        HttpResponseMessage wrong = await http.PutAsJsonAsync("/_emulator/faults", new { rules = new[] { new { path = "/bytes", effect = new { statuss = 500 } } } }, Cancellation);

        await http.GetAsync("/bytes", Cancellation);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.BadRequest), (set.StatusCode, wrong.StatusCode));
        Assert.Contains("\"status\":500", await http.GetStringAsync("/_emulator/journal", Cancellation), StringComparison.Ordinal);
        Assert.Equal("{\"things\":3}", await http.GetStringAsync("/_emulator/resources", Cancellation));
        Assert.Equal(50_000_000, faults.BandwidthBytesPerSecond);
    }
}
