using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using MigrationOrchestrator.Cli.Hosting;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Web.Json;

namespace MigrationOrchestrator.Cli.Remote;

/// <summary>Speaks HTTP with the process that runs the data folder's engine, and turns its problem details into the exceptions that it had.</summary>
internal sealed class OwnerConnection : IDisposable
{
    /// <summary>The code of the failure where the owner does not answer.</summary>
    public const string Unreachable = "owner.unreachable";

    /// <summary>Planning asks two clouds; everything else answers at once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly HttpClient http;

    /// <summary>Connects to an owner.</summary>
    public OwnerConnection(OwnerFile owner)
    {
        Owner = owner;
        http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false }) { BaseAddress = owner.Url, Timeout = Patience };
        http.DefaultRequestHeaders.Add("x-functions-key", owner.Key);
    }

    /// <summary>Who is spoken with.</summary>
    public OwnerFile Owner { get; }

    /// <summary>Whether the owner answers.</summary>
    public async Task<bool> AnswersAsync(CancellationToken cancellation)
    {
        try
        {
            using HttpResponseMessage answer = await http.GetAsync("health/live", cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    /// <summary>Asks for a value.</summary>
    /// <returns>The value, or the default where the answer is 404 with one of <paramref name="absent"/>.</returns>
    public async Task<T?> GetAsync<T>(string path, CancellationToken cancellation, params string[] absent)
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Get, path, null, cancellation);
        if (answer.StatusCode == HttpStatusCode.NotFound && await ReadProblemAsync(answer, cancellation) is var problem)
        {
            return absent.Contains(CodeOf(problem)) ? default : throw Failed(answer.StatusCode, problem);
        }

        return await ReadAsync<T>(answer, cancellation);
    }

    /// <summary>Sends a value and reads the answer's.</summary>
    public Task<TAnswer> PostAsync<TBody, TAnswer>(string path, TBody body, CancellationToken cancellation)
        => SendAsync<TAnswer>(HttpMethod.Post, path, JsonContent.Create(body, options: WebJson.Options), cancellation);

    /// <summary>Sends a body and reads the answer's value.</summary>
    public async Task<TAnswer> SendAsync<TAnswer>(HttpMethod method, string path, HttpContent body, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await SendAsync(method, path, body, cancellation);
        return await ReadAsync<TAnswer>(answer, cancellation);
    }

    /// <summary>Sends a command, whose result is its status.</summary>
    public async Task<CommandResult> CommandAsync(HttpMethod method, string path, HttpContent? body, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await SendAsync(method, path, body, cancellation);
        return answer.StatusCode switch
        {
            HttpStatusCode.Accepted or HttpStatusCode.NoContent => CommandResult.Accepted,
            HttpStatusCode.NotFound => CommandResult.NotFound,
            HttpStatusCode.Gone or HttpStatusCode.Conflict => CommandResult.NotAllowed,
            _ => throw Failed(answer.StatusCode, await ReadProblemAsync(answer, cancellation)),
        };
    }

    /// <summary>Sends a request without a body and reads the answer, or the default where it is refused by its state (404, 409).</summary>
    public async Task<T?> TryPostAsync<T>(string path, CancellationToken cancellation)
    {
        using HttpResponseMessage answer = await SendAsync(HttpMethod.Post, path, null, cancellation);
        return answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Conflict ? default : await ReadAsync<T>(answer, cancellation);
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body, CancellationToken cancellation)
    {
        using HttpRequestMessage request = new(method, path) { Content = body };
        try
        {
            return await http.SendAsync(request, cancellation);
        }
        catch (HttpRequestException broken)
        {
            throw new FailureException(
                new Failure(Unreachable, $"The process {Owner.ProcessId} that runs this data folder's engine does not answer at {Owner.Url}.", Transient: true)
                {
                    Remedy = "It may be stopping; try again. What was started is durable.",
                },
                broken);
        }
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, CancellationToken cancellation)
        => answer.IsSuccessStatusCode
            ? await answer.Content.ReadFromJsonAsync<T>(WebJson.Options, cancellation) ?? throw new JsonException("The owner's answer is empty.")
            : throw Failed(answer.StatusCode, await ReadProblemAsync(answer, cancellation));

    private static async Task<ProblemDetails> ReadProblemAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        try
        {
            return await answer.Content.ReadFromJsonAsync<ProblemDetails>(WebJson.Options, cancellation) ?? new ProblemDetails();
        }
        catch (JsonException)
        {
            return new ProblemDetails { Detail = $"The owner answered {(int)answer.StatusCode}." };
        }
    }

    private static Exception Failed(HttpStatusCode status, ProblemDetails problem)
    {
        string code = CodeOf(problem) ?? Failure.Unexpected;
        if (code == "request.invalid" && problem.Extensions.TryGetValue("errors", out object? errors) && errors is JsonElement list)
        {
            return new InvalidRequestException(list.Deserialize<IReadOnlyList<InputProblem>>(WebJson.Options) ?? []);
        }

        return new FailureException(new Failure(code, problem.Detail ?? $"The owner answered {(int)status}.", status == HttpStatusCode.ServiceUnavailable)
        {
            Remedy = Text(problem, "remedy"),
            Provider = Text(problem, "provider"),
            RequestId = Text(problem, "providerRequestId"),
        });
    }

    private static string? CodeOf(ProblemDetails problem) => Text(problem, "code");

    private static string? Text(ProblemDetails problem, string name) => problem.Extensions.TryGetValue(name, out object? value) ? value?.ToString() : null;
}
