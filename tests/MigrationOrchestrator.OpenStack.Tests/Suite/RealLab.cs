using MigrationOrchestrator.Migrations.Clouds;
using MigrationOrchestrator.Migrations.Secrets;

namespace MigrationOrchestrator.OpenStack.Tests.Suite;

/// <summary>A real OpenStack: <c>MIGRATOR_TEST_OPENSTACK_RC</c> names an openrc file of a project member.</summary>
public sealed class RealLab : CloudLab
{
    public const string Variable = "MIGRATOR_TEST_OPENSTACK_RC";

    private static readonly string? RcFile = Environment.GetEnvironmentVariable(Variable);

    public override string? Missing => string.IsNullOrEmpty(RcFile) ? $"Set {Variable} to the path of an openrc file to run this against a real OpenStack." : null;

    public override TimeSpan PollInterval => TimeSpan.FromSeconds(0.5);

    /// <summary>A server in front of Glance may hold a broken stream for minutes before Glance sees its end.</summary>
    public override TimeSpan Patience => TimeSpan.FromMinutes(15);

    protected override async Task<Cloud> PrepareAsync(MemorySecrets secrets)
    {
        Dictionary<string, string> rc = (await File.ReadAllLinesAsync(RcFile!))
            .Select(line => line.Split('=', 2))
            .Where(pair => pair.Length == 2 && pair[0].StartsWith("export OS_", StringComparison.Ordinal))
            .ToDictionary(pair => pair[0]["export ".Length..], pair => pair[1].Trim('"', '\''));
        return new Cloud(CloudName.Parse("real"), CloudKind.Parse("openstack"), new Uri(rc["OS_AUTH_URL"]))
        {
            Settings = new Dictionary<string, string>
            {
                ["username"] = rc["OS_USERNAME"],
                ["user_domain_name"] = rc["OS_USER_DOMAIN_NAME"],
                ["project_name"] = rc["OS_PROJECT_NAME"],
                ["project_domain_name"] = rc["OS_PROJECT_DOMAIN_NAME"],
                ["region_name"] = rc["OS_REGION_NAME"],
            },
            Secrets = new Dictionary<string, SecretRef> { ["password"] = secrets.Put("password", rc["OS_PASSWORD"]) },
        };
    }
}
