using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Secrets;
using MigrationOrchestrator.VCloud.Settings;
using MigrationOrchestrator.VCloud.Tests.Bench;
using MigrationOrchestrator.VCloud.Tests.Hostile;

namespace MigrationOrchestrator.VCloud.Tests.Http;

public sealed class TlsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("vcloud-tls-").FullName;

    [Fact]
    public async Task SignIn_ToAHostOfAPrivateAuthority_NeedsItsCertificate()
    {
        using X509Certificate2 own = Certificate("127.0.0.1");
        using X509Certificate2 other = Certificate("127.0.0.1");
        await using HostileCloud cloud = await HostileCloud.StartAsync(own);
        cloud.Answer = http => HostileCloud.WriteAsync(http, $"<OrgList><Org name='demo' href='{cloud.Endpoint}api/org/1'/></OrgList>");

        FailureException untrusted = await Assert.ThrowsAsync<FailureException>(() => AuthenticateAsync(cloud.Endpoint, null));
        Assert.Equal(("cloud.tls", false), (untrusted.Failure.Code, untrusted.Failure.Transient));
        Assert.Contains("cacert", untrusted.Failure.Remedy, StringComparison.Ordinal);
        Assert.Equal("cloud.tls", (await Assert.ThrowsAsync<FailureException>(() => AuthenticateAsync(cloud.Endpoint, other.ExportCertificatePem()))).Failure.Code);
        Assert.Empty(cloud.Requests);
        Assert.Equal("demo", (await AuthenticateAsync(cloud.Endpoint, own.ExportCertificatePem())).Scope);
    }

    [Fact]
    public async Task SignIn_WithAFileThatHoldsNoCertificate_SaysSo()
    {
        FailureException failed = await Assert.ThrowsAsync<FailureException>(() => AuthenticateAsync(new Uri("https://127.0.0.1:1"), "no certificate"));
        Assert.Equal("cloud.ca_file", failed.Failure.Code);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<CloudIdentity> AuthenticateAsync(Uri endpoint, string? pem)
    {
        Dictionary<string, string> settings = [];
        if (pem is not null)
        {
            string path = Path.Combine(folder, $"{Guid.NewGuid()}.pem");
            await File.WriteAllTextAsync(path, pem, VCloudBench.Cancellation);
            settings[VCloudSettingNames.CaCertificate] = path;
        }

        MemorySecrets secrets = new() { Saved = { ["memory:password"] = "pw" } };
        await using ServiceProvider services = new ServiceCollection().AddSingleton<ISecretStore>(secrets).AddVCloud().BuildServiceProvider();
        return await services.GetServices<ICloudProvider>().Single().AuthenticateAsync(VCloudBench.Registration(endpoint, settings), null, VCloudBench.Cancellation);
    }

    private static X509Certificate2 Certificate(string address)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={address}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Parse(address));
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(40), DateTimeOffset.UnixEpoch.AddYears(130));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
