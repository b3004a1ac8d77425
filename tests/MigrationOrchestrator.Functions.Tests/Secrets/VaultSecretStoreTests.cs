using Azure;
using Azure.Identity;
using Azure.Security.KeyVault.Secrets;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Functions.Secrets;
using MigrationOrchestrator.Migrations.Secrets;
using Moq;

namespace MigrationOrchestrator.Functions.Tests.Secrets;

public sealed class VaultSecretStoreTests
{
    private static readonly SecretRef Password = SecretRef.Parse("vault:clouds/lab/password");

    private readonly Mock<SecretClient> vault = new(MockBehavior.Strict);
    private readonly VaultSecretStore store;

    public VaultSecretStoreTests()
    {
        vault.SetupGet(it => it.VaultUri).Returns(new Uri("https://name.vault.azure.net"));
        store = new VaultSecretStore(vault.Object);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("my-Secret-1", "my-Secret-1")]
    [InlineData("clouds/lab/password", "clouds-lab-password-")]
    [InlineData("clouds/lab-password", "clouds-lab-password-")]
    public void Names_AreTheVaultsOwnOrReadable(string path, string start)
    {
        string name = VaultNames.Of(path);
        Assert.StartsWith(start, name, StringComparison.Ordinal);
        Assert.Matches("^[0-9A-Za-z-]{1,127}$", name);
    }

    [Fact]
    public void Names_OfDifferentPaths_Differ()
    {
        string[] paths = ["clouds/lab/password", "clouds/lab-password", "clouds-lab/password", "clouds/LAB/password", new string('x', 128), new string('x', 129), new string('/', 300)];
        Assert.Equal(paths.Length, paths.Select(VaultNames.Of).Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(paths, path => Assert.Matches("^[0-9A-Za-z-]{1,127}$", VaultNames.Of(path)));
    }

    [Fact]
    public async Task Find_GivesTheSecretOrNull()
    {
        vault.Setup(it => it.GetSecretAsync("there", null, null, It.IsAny<CancellationToken>())).ReturnsAsync(Response.FromValue(new KeyVaultSecret("there", "hidden"), Mock.Of<Response>()));
        vault.Setup(it => it.GetSecretAsync("gone", null, null, It.IsAny<CancellationToken>())).ThrowsAsync(new RequestFailedException(404, "no"));
        Assert.Equal("hidden", (await store.FindAsync(SecretRef.Parse("vault:there"), Cancellation))!.Reveal());
        Assert.Null(await store.FindAsync(SecretRef.Parse("vault:gone"), Cancellation));
    }

    [Fact]
    public async Task Save_OverARemovedSecret_RecoversItsName()
    {
        string name = VaultNames.Of(Password.Path);
        Mock<RecoverDeletedSecretOperation> recovery = new();
        recovery.Setup(it => it.WaitForCompletionAsync(It.IsAny<CancellationToken>())).ReturnsAsync(Response.FromValue(new SecretProperties(name), Mock.Of<Response>()));
        vault.SetupSequence(it => it.SetSecretAsync(name, "hidden", It.IsAny<CancellationToken>()))
            .ThrowsAsync(new RequestFailedException(409, "deleted but recoverable"))
            .ReturnsAsync(Response.FromValue(new KeyVaultSecret(name, "hidden"), Mock.Of<Response>()));
        vault.Setup(it => it.StartRecoverDeletedSecretAsync(name, It.IsAny<CancellationToken>())).ReturnsAsync(recovery.Object);
        await store.SaveAsync(Password, new Secret("hidden"), Cancellation);
        vault.Verify(it => it.SetSecretAsync(name, "hidden", It.IsAny<CancellationToken>()), Times.Exactly(2));
    }

    [Fact]
    public async Task Remove_OfWhatIsNotThere_IsSuccess()
    {
        vault.Setup(it => it.StartDeleteSecretAsync(It.IsAny<string>(), It.IsAny<CancellationToken>())).ThrowsAsync(new RequestFailedException(404, "no"));
        await store.RemoveAsync(Password, Cancellation);
    }

    [Theory]
    [InlineData(403, "secret.denied", false)]
    [InlineData(429, "secret.unreachable", true)]
    [InlineData(503, "secret.unreachable", true)]
    public async Task Refusals_AreFailuresWithoutTheSecret(int status, string code, bool transient)
    {
        vault.Setup(it => it.SetSecretAsync(It.IsAny<string>(), It.IsAny<string>(), It.IsAny<CancellationToken>())).ThrowsAsync(new RequestFailedException(status, "canary-secret"));
        FailureException failed = await Assert.ThrowsAsync<FailureException>(() => store.SaveAsync(Password, new Secret("canary-secret"), Cancellation));
        Assert.Equal((code, transient), (failed.Failure.Code, failed.Failure.Transient));
        Assert.DoesNotContain("canary", failed.Failure.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task MissingIdentity_IsAFailureWithARemedy()
    {
        vault.Setup(it => it.GetSecretAsync(It.IsAny<string>(), null, null, It.IsAny<CancellationToken>())).ThrowsAsync(new CredentialUnavailableException("none"));
        FailureException failed = await Assert.ThrowsAsync<FailureException>(() => store.FindAsync(Password, Cancellation));
        Assert.Equal("secret.no_identity", failed.Failure.Code);
        Assert.NotNull(failed.Failure.Remedy);
    }

    [Fact]
    public async Task EnvironmentStore_IsOnlyRead()
    {
        EnvironmentSecretStore environment = new();
        Assert.NotNull(await environment.FindAsync(SecretRef.Parse("env:PATH"), Cancellation));
        Assert.Null(await environment.FindAsync(SecretRef.Parse("env:NO_SUCH_VARIABLE"), Cancellation));
        NotSupportedException refused = await Assert.ThrowsAsync<NotSupportedException>(() => environment.SaveAsync(SecretRef.Parse("env:X"), new Secret("x"), Cancellation));
        Assert.Contains("env:NAME", refused.Message, StringComparison.Ordinal);
    }
}
