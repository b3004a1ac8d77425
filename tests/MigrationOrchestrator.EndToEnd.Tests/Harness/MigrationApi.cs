using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace MigrationOrchestrator.EndToEnd.Tests.Harness;

/// <summary>The HTTP interface of a running <c>migrator</c>.</summary>
internal sealed class MigrationApi(HttpClient http)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Starts a migration of a server to the target's catalogue.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="machine">The server.</param>
    /// <param name="options">Its options, as the interface takes them.</param>
    public async Task StartAsync(string id, string machine, object options)
    {
        object request = new
        {
            source = new { cloud = TwoClouds.Source, machine },
            target = new { cloud = TwoClouds.Target, catalog = "templates" },
            options,
        };
        using HttpResponseMessage answer = await http.PostAsJsonAsync($"/api/migrations?id={id}", request, Token);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    /// <summary>One migration as it is now.</summary>
    public async Task<JsonElement> FindAsync(string id) => await http.GetFromJsonAsync<JsonElement>($"/api/migrations/{id}", Token);

    /// <summary>Sends a command or an event.</summary>
    public async Task CommandAsync(string id, string command, object? body = null)
    {
        using HttpResponseMessage answer = await http.PostAsJsonAsync($"/api/migrations/{id}/{command}", body ?? new { }, Token);
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    /// <summary>Waits until a migration is as wanted.</summary>
    public async Task<JsonElement> UntilAsync(string id, Predicate<JsonElement> wanted)
    {
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(Token);
        late.CancelAfter(Patience);
        JsonElement view = await FindAsync(id);
        while (!wanted(view))
        {
            Assert.False(late.IsCancellationRequested, $"It never came so far: {view}");
            await Task.Delay(50, Token);
            view = await FindAsync(id);
        }

        return view;
    }

    /// <summary>Waits until a migration has ended.</summary>
    public Task<JsonElement> EndAsync(string id) => UntilAsync(id, view => State(view) is "done" or "stopped" or "cancelled" or "failed");

    /// <summary>A migration's state in lower case.</summary>
    public static string State(JsonElement view) => view.GetProperty("state").GetString()!.ToLowerInvariant();
}
