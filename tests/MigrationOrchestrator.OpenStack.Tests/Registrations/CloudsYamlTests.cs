using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Secrets;
using MigrationOrchestrator.OpenStack.Registrations;

namespace MigrationOrchestrator.OpenStack.Tests.Registrations;

public sealed class CloudsYamlTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("clouds-yaml-");
    private readonly Dictionary<string, string> environment = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private CloudsYaml Clouds => new(new CloudsYamlPlaces(environment, [Path.Combine(folder.FullName, "work"), Path.Combine(folder.FullName, "user")]));

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Read_PasswordCloud_BecomesARegistrationWithoutItsSecret()
    {
        Write("work/clouds.yaml", """
            clouds:
              lab:
                auth:
                  auth_url: https://lab.example:5000/v3
                  username: alice
                  password: hunter22
                  project_name: moves
                  user_domain_name: Default
                  project_domain_id: default
                region_name: RegionOne
                interface: internal
                cacert: /etc/ssl/lab.pem
                verify: no
            """);

        CloudsYamlContent content = await Clouds.ReadAsync(Cancellation);

        Cloud cloud = Assert.Single(content.Clouds);
        Assert.Equal(("lab", "openstack", "https://lab.example:5000/v3"), (cloud.Name.Value, cloud.Kind.Value, cloud.Endpoint.AbsoluteUri));
        Assert.Equal(("alice", "moves", "Default", "default", "RegionOne"), (cloud.Setting("username"), cloud.Setting("project_name"), cloud.Setting("user_domain_name"), cloud.Setting("project_domain_id"), cloud.Setting("region_name")));
        Assert.Equal(("internal", "/etc/ssl/lab.pem", "false"), (cloud.Setting("interface"), cloud.Setting("cacert"), cloud.Setting("verify")));
        Assert.Equal("clouds.yaml:lab/password", cloud.Secrets["password"].Value);
        Assert.DoesNotContain("hunter22", System.Text.Json.JsonSerializer.Serialize(cloud), StringComparison.Ordinal);
        Assert.Empty(content.Problems);
    }

    [Fact]
    public async Task Find_SecretOfSecureYaml_IsReadWhenAsked()
    {
        Write("work/clouds.yaml", "clouds: {lab: {auth: {auth_url: 'http://h/v3', username: a, project_name: p}}}");
        Write("user/secure.yaml", "clouds: {lab: {auth: {password: first}}}");
        CloudsYamlSecrets secrets = new(Clouds);
        SecretRef reference = Assert.Single((await Clouds.ReadAsync(Cancellation)).Clouds).Secrets["password"];

        Secret? before = await secrets.FindAsync(reference, Cancellation);
        Write("user/secure.yaml", "clouds: {lab: {auth: {password: second}}}");
        Secret? after = await secrets.FindAsync(reference, Cancellation);

        Assert.Equal(("first", "second"), (before?.Reveal(), after?.Reveal()));
        Assert.Null(await secrets.FindAsync(SecretRef.Parse("clouds.yaml:lab/username"), Cancellation));
        Assert.Null(await secrets.FindAsync(SecretRef.Parse("clouds.yaml:other/password"), Cancellation));
        await Assert.ThrowsAsync<NotSupportedException>(() => secrets.RemoveAsync(reference, Cancellation));
    }

    [Fact]
    public async Task Read_SeveralFolders_TakesTheFirst()
    {
        Write("user/clouds.yaml", "clouds: {late: {auth: {auth_url: 'http://h/v3', username: a, project_name: p, password: x}}}");
        Write("work/clouds.yml", "clouds: {early: {auth: {auth_url: 'http://h/v3', username: a, project_name: p, password: x}}}");

        Assert.Equal("early", Assert.Single((await Clouds.ReadAsync(Cancellation)).Clouds).Name.Value);

        Write("named.yaml", "clouds: {named: {auth: {auth_url: 'http://h/v3', username: a, project_name: p, password: x}}}");
        environment["OS_CLIENT_CONFIG_FILE"] = Path.Combine(folder.FullName, "named.yaml");
        Assert.Equal("named", Assert.Single((await Clouds.ReadAsync(Cancellation)).Clouds).Name.Value);
    }

    [Fact]
    public async Task Read_ApplicationCredential_NeedsNoProject()
    {
        Write("work/clouds.yaml", """
            clouds:
              robot:
                auth_type: v3applicationcredential
                auth: {auth_url: 'https://h:5000', application_credential_id: abc, application_credential_secret: s3cret}
            """);

        Cloud cloud = Assert.Single((await Clouds.ReadAsync(Cancellation)).Clouds);

        Assert.Equal("clouds.yaml:robot/application_credential_secret", cloud.Secrets["application_credential_secret"].Value);
    }

    [Fact]
    public async Task Read_OlderWords_AreUnderstood()
    {
        Write("work/clouds.yaml", """
            clouds:
              old:
                auth_type: v2password
                endpoint_type: publicURL
                insecure: true
                auth: {auth_url: 'http://h:5000/v2.0', username: a, password: x, tenant_name: t}
            """);

        Cloud cloud = Assert.Single((await Clouds.ReadAsync(Cancellation)).Clouds);

        Assert.Equal(("t", "publicURL", "false"), (cloud.Setting("project_name"), cloud.Setting("interface"), cloud.Setting("verify")));
    }

    [Fact]
    public async Task Read_EnvironmentVariables_AreTheCloudEnvvars()
    {
        foreach ((string name, string value) in new[] { ("OS_AUTH_URL", "http://h/v3"), ("OS_USERNAME", "eve"), ("OS_PASSWORD", "pw"), ("OS_PROJECT_NAME", "p"), ("OS_USER_DOMAIN_NAME", "Default"), ("OS_REGION_NAME", "R"), ("OS_IDENTITY_API_VERSION", "3") })
        {
            environment[name] = value;
        }

        Cloud cloud = Assert.Single((await Clouds.ReadAsync(Cancellation)).Clouds);
        Secret? secret = await new CloudsYamlSecrets(Clouds).FindAsync(cloud.Secrets["password"], Cancellation);

        Assert.Equal(("envvars", "eve", "R"), (cloud.Name.Value, cloud.Setting("username"), cloud.Setting("region_name")));
        Assert.Equal("pw", secret?.Reveal());
    }

    [Theory]
    [InlineData("auth: {username: a, password: x, project_name: p}", "clouds.bad.auth.auth_url")]
    [InlineData("auth: {auth_url: 'http://h', username: a, project_name: p}", "clouds.bad.secrets.password")]
    [InlineData("auth: {auth_url: 'http://h', username: a, password: x}", "clouds.bad.settings.project_name")]
    [InlineData("{auth_type: v3token, auth: {auth_url: 'http://h', token: t}}", "clouds.bad.auth_type")]
    [InlineData("{interface: sideways, auth: {auth_url: 'http://h', username: a, password: x, project_name: p}}", "clouds.bad.settings.interface")]
    public async Task Read_CloudThatCannotBeUsed_IsNamedAndLeavesTheOthers(string entry, string field)
    {
        Write("work/clouds.yaml", $"clouds:\n  bad:\n    {entry}\n  good:\n    auth: {{auth_url: 'http://h', username: a, password: x, project_name: p}}\n");

        CloudsYamlContent content = await Clouds.ReadAsync(Cancellation);

        Assert.Equal("good", Assert.Single(content.Clouds).Name.Value);
        Assert.Equal(field, Assert.Single(content.Problems).Field);
    }

    [Theory]
    [InlineData("clouds: [", "is no YAML")]
    [InlineData("clouds:\n  north: { a: b\n- c\n", "is no YAML at or before line 3")]
    [InlineData("clouds: !<> a", "is no YAML")]
    [InlineData("other: {}", "no mapping 'clouds'")]
    public async Task Read_FileThatIsBroken_NamesItAndThePlace(string text, string why)
    {
        Write("work/clouds.yaml", text);

        Failure failure = (await Assert.ThrowsAsync<FailureException>(() => Clouds.ReadAsync(Cancellation))).Failure;

        Assert.Equal("clouds_yaml.unreadable", failure.Code);
        Assert.Contains(why, failure.Message, StringComparison.Ordinal);
        Assert.Contains("clouds.yaml", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_NoFileAtAll_IsEmpty()
    {
        CloudsYamlContent content = await Clouds.ReadAsync(Cancellation);

        Assert.Empty(content.Clouds);
        Assert.Null(content.Path);
    }

    private void Write(string path, string text)
    {
        string file = Path.Combine(folder.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
