using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MigrationOrchestrator.VCloud.Failures;
using MigrationOrchestrator.VCloud.Settings;

namespace MigrationOrchestrator.VCloud.Http;

/// <summary>The bottom of the pipeline: sockets and TLS.</summary>
internal static class Wire
{
    /// <exception cref="Durable.FailureException"><c>cloud.ca_file</c>: the certificates cannot be read.</exception>
    public static SocketsHttpHandler Create(string? caCertificate)
    {
        SocketsHttpHandler wire = new()
        {
            // A redirect would carry the token to wherever an answer says, and cookies would outlive sessions.
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(20),
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            // vCloud's load balancers drop idle connections silently; a piece cannot be sent twice.
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
        };
        if (caCertificate is not null)
        {
            X509Certificate2Collection trusted = Load(caCertificate);
            wire.SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck },
            };
            wire.SslOptions.CertificateChainPolicy.CustomTrustStore.AddRange(trusted);
        }

        return wire;
    }

    private static X509Certificate2Collection Load(string path)
    {
        try
        {
            X509Certificate2Collection certificates = [];
            certificates.ImportFromPemFile(path);
            return certificates.Count > 0 ? certificates : throw new CryptographicException("It holds no certificate.");
        }
        catch (Exception unreadable) when (unreadable is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw VCloudFailures.Of(
                "cloud.ca_file", $"{VCloudSettingNames.CaCertificate} '{path}' cannot be used: {unreadable.Message}", remedy: "Give a PEM file with the authority's certificates.", inner: unreadable);
        }
    }
}
