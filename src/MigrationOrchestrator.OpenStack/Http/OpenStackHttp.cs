using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Timeout;
using Refit;

namespace MigrationOrchestrator.OpenStack.Http;

/// <summary>The pipeline that all requests take: token, retries, time bound, recording, connection.</summary>
internal sealed class OpenStackHttp(IHttpMessageHandlerFactory handlers)
{
    private const string Pipeline = "openstack";

    /// <summary>A wait longer than this is the workflow's, not a request's.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly RefitSettings settings = Settings();

    /// <summary>A client of one service.</summary>
    /// <typeparam name="TApi">The service's Refit interface.</typeparam>
    /// <param name="endpoint">The service's address; the routes of the interface are appended to its path.</param>
    /// <param name="outer">What is put before the pipeline, innermost last.</param>
    public TApi Open<TApi>(Uri endpoint, params ReadOnlySpan<DelegatingHandler> outer)
    {
        HttpMessageHandler chain = handlers.CreateHandler(Pipeline);
        for (int index = outer.Length - 1; index >= 0; index--)
        {
            outer[index].InnerHandler = chain;
            chain = outer[index];
        }

        // The factory owns and recycles the connections; transfers take as long as they take, each try of anything else is bound by the pipeline.
        HttpClient client = new(chain, disposeHandler: false) { BaseAddress = endpoint, Timeout = Timeout.InfiniteTimeSpan };
        return RestService.ForGenerated<TApi>(client, settings);
    }

    public static void Configure(IServiceCollection services)
    {
        services.AddHttpClient(Pipeline)
            .RemoveAllLoggers()
            .ConfigurePrimaryHttpMessageHandler(() => new TrustHandler())
            .AddResilienceHandler(Pipeline, (pipeline, context) =>
            {
                OpenStackOptions options = context.ServiceProvider.GetRequiredService<IOptions<OpenStackOptions>>().Value;
                pipeline.AddRetry(Retry(options)).AddTimeout(new TimeoutStrategyOptions
                {
                    TimeoutGenerator = args => ValueTask.FromResult(
                        args.Context.GetRequestMessage() is { MovesImage: true, Content: not null } ? Timeout.InfiniteTimeSpan : options.RequestTimeout),
                });
            });
        services.AddHttpClient(Pipeline).AddHttpMessageHandler(() => new RecordingHandler());
    }

    private static HttpRetryStrategyOptions Retry(OpenStackOptions options) => new()
    {
        MaxRetryAttempts = options.Retries,
        Delay = options.RetryDelay,
        BackoffType = DelayBackoffType.Exponential,
        UseJitter = true,
        ShouldRetryAfterHeader = true,
        ShouldHandle = args => ValueTask.FromResult(
            args.Context.GetRequestMessage() is { IsIdempotent: true }
            && HttpClientResiliencePredicates.IsTransient(args.Outcome)
            && !(args.Outcome.Result?.Headers.RetryAfter?.Delta > LongestWait)),
    };

    private static RefitSettings Settings()
    {
        RefitSettings settings = RefitSettings.ForJsonContext(OpenStackJson.Default);
        settings.ExceptionFactory = OpenStackFailures.FromAnswerAsync;
        settings.DeserializationExceptionFactory = (response, wrong) => ValueTask.FromResult<Exception?>(OpenStackFailures.FromContent(response, wrong));
        settings.TransportExceptionFactory = (request, wrong, cancellation) => OpenStackFailures.FromTransport(request, wrong, cancellation);
        return settings;
    }
}
