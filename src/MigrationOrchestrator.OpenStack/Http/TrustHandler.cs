using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.OpenStack.Http;

/// <summary>The end of the pipeline: one connection pool for each kind of <see cref="Trust"/>.</summary>
internal sealed class TrustHandler : HttpMessageHandler
{
    public static readonly HttpRequestOptionsKey<Trust> Option = new("openstack.trust");

    private readonly ConcurrentDictionary<Trust, HttpMessageInvoker> wires = new();

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Trust trust = request.Options.TryGetValue(Option, out Trust? chosen) ? chosen : new Trust(true, null);
        return wires.GetOrAdd(trust, Connect).SendAsync(request, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        foreach (HttpMessageInvoker wire in wires.Values)
        {
            wire.Dispose();
        }

        base.Dispose(disposing);
    }

    private static HttpMessageInvoker Connect(Trust trust) => new(new SocketsHttpHandler
    {
        // A redirect could carry the token to a foreign host.
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(15),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        SslOptions = Options(trust),
    });

    private static SslClientAuthenticationOptions Options(Trust trust)
    {
        SslClientAuthenticationOptions options = new();
        if (!trust.Verify)
        {
#pragma warning disable CA5359 // The operator asked for it: clouds.yaml says verify: false.
            options.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        }
        else if (trust.CaFile is { } file)
        {
            X509ChainPolicy policy = new() { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            try
            {
                policy.CustomTrustStore.ImportFromPemFile(file);
            }
            catch (Exception wrong) when (wrong is IOException or CryptographicException or UnauthorizedAccessException)
            {
                throw new FailureException(
                    new Failure("cloud.ca_file", $"The file of certificate authorities '{file}' could not be read: {wrong.Message}")
                    {
                        Remedy = "Point the setting cacert at a readable PEM file.",
                        Provider = OpenStackProvider.KindName,
                    },
                    wrong);
            }

            options.CertificateChainPolicy = policy;
        }

        return options;
    }
}
