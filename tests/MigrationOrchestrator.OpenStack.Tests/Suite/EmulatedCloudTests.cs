namespace MigrationOrchestrator.OpenStack.Tests.Suite;

public sealed class EmulatedCloudTests(EmulatedLab lab) : ProviderSuite(lab), IClassFixture<EmulatedLab>;
