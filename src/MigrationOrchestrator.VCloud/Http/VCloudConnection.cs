using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Secrets;
using MigrationOrchestrator.VCloud.Api;
using MigrationOrchestrator.VCloud.Failures;
using MigrationOrchestrator.VCloud.Sessions;
using MigrationOrchestrator.VCloud.Settings;
using MigrationOrchestrator.VCloud.Tasks;
using MigrationOrchestrator.VCloud.Xml;
using Refit;

namespace MigrationOrchestrator.VCloud.Http;

/// <summary>One registered cloud on the wire: its HTTP pipeline, its session and its typed calls.</summary>
internal sealed class VCloudConnection : IDisposable
{
    private readonly SocketsHttpHandler wire;
    private readonly HttpClient open;
    private readonly HttpClient signed;

    public VCloudConnection(VCloudSettings settings, SecretStores secrets, TimeProvider clock)
    {
        Settings = settings;
        wire = Wire.Create(settings.CaCertificate);
        CallHandler calls = new(new AnswerBounds(clock, wire));
        open = Client(settings, calls);
        SignIn signIn = new(settings, RestService.ForGenerated<ISignInApi>(open, Refit), secrets);
        Sessions = new SessionKeeper(signIn, clock);
        signed = Client(settings, new SessionHandler(Sessions, calls));
        Directory = RestService.ForGenerated<IDirectoryApi>(signed, Refit);
        Templates = RestService.ForGenerated<ITemplateApi>(signed, Refit);
        VApps = RestService.ForGenerated<IVAppApi>(signed, Refit);
        Tasks = new TaskFollower(RestService.ForGenerated<ITaskApi>(signed, Refit), clock);
    }

    public VCloudSettings Settings { get; }

    public SessionKeeper Sessions { get; }

    public IDirectoryApi Directory { get; }

    public ITemplateApi Templates { get; }

    public IVAppApi VApps { get; }

    public TaskFollower Tasks { get; }

    private static RefitSettings Refit { get; } = new(new XmlContentSerializer())
    {
        ExceptionFactory = AnswerFailures.FromAsync,
        DeserializationExceptionFactory = (answer, wrong) => ValueTask.FromResult<Exception?>(
            wrong is FailureException or OperationCanceledException ? wrong : TransportFailures.Of(answer.RequestMessage!, wrong)),
        TransportExceptionFactory = (request, wrong, _) => TransportFailures.Of(request, wrong),
    };

    public void Dispose()
    {
        signed.Dispose();
        open.Dispose();
        Sessions.Dispose();
        wire.Dispose();
    }

    private static HttpClient Client(VCloudSettings settings, HttpMessageHandler pipeline)
        => new(new EndpointGuard(settings.Endpoint, pipeline), disposeHandler: false) { BaseAddress = settings.Endpoint, Timeout = Timeout.InfiniteTimeSpan };
}
