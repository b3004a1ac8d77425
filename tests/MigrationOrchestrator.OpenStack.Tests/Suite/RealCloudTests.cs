namespace MigrationOrchestrator.OpenStack.Tests.Suite;

public sealed class RealCloudTests(RealLab lab) : ProviderSuite(lab), IClassFixture<RealLab>;
