using MigrationOrchestrator.Migrations;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Secrets;
using MigrationOrchestrator.VCloud.Settings;
using MigrationOrchestrator.VCloud.Tests.Bench;

namespace MigrationOrchestrator.VCloud.Tests.Settings;

public sealed class RegistrationCheckTests
{
    private static readonly Uri Endpoint = new("https://vcd.example.org/api");

    [Fact]
    public void Registration_WithAllThatIsNeeded_IsSound() => Assert.Empty(RegistrationCheck.Check(VCloudBench.Registration(Endpoint)));

    [Theory]
    [InlineData("http://vcd.example.org")]
    [InlineData("ftp://vcd.example.org")]
    [InlineData("https://user:secret@vcd.example.org")]
    [InlineData("https://vcd.example.org/tenant/demo")]
    public void Registration_WithOddEndpoint_SaysSo(string endpoint)
        => Assert.Equal("endpoint", Assert.Single(RegistrationCheck.Check(VCloudBench.Registration(new Uri(endpoint)))).Field);

    [Theory]
    [InlineData("auth", "kerberos")]
    [InlineData("apiVersion", "latest")]
    [InlineData("apiVersion", "4.0")]
    [InlineData("apiVersion", "41.0-")]
    [InlineData("organisation", "demo/other")]
    [InlineData("user", "a:b")]
    [InlineData("cacert", "/nowhere/ca.pem")]
    [InlineData("colour", "blue")]
    public void Registration_WithOddSetting_NamesItAndARemedy(string name, string value)
    {
        InputProblem problem = Assert.Single(RegistrationCheck.Check(VCloudBench.Registration(Endpoint, new Dictionary<string, string> { [name] = value })));
        Assert.Equal($"settings.{name}", problem.Field);
        Assert.NotEmpty(problem.Remedy);
    }

    [Fact]
    public void Registration_WithNothing_NamesAllThatIsMissing()
    {
        Cloud bare = new(CloudName.Parse("bare"), CloudKind.Parse("vcloud"), Endpoint);
        Assert.Equal(["settings.organisation", "settings.user", "secrets.password"], RegistrationCheck.Check(bare).Select(problem => problem.Field));
    }

    [Fact]
    public void Registration_ByTokenWithAnOldVersion_SaysThatTokensNeedANewerOne()
    {
        Dictionary<string, string> settings = new() { [VCloudSettingNames.Auth] = "token", [VCloudSettingNames.ApiVersion] = "-36.0" };
        InputProblem problem = Assert.Single(RegistrationCheck.Check(VCloudBench.Registration(Endpoint, settings)));
        Assert.Contains("36.1", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Registration_WithTheWrongSecret_NamesTheRightOne()
    {
        Cloud cloud = VCloudBench.Registration(Endpoint) with { Secrets = new Dictionary<string, SecretRef> { ["passwort"] = SecretRef.Parse("memory:password") } };
        Assert.Equal(["secrets.passwort", "secrets.password"], RegistrationCheck.Check(cloud).Select(problem => problem.Field));
    }
}
