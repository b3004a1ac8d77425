namespace MigrationOrchestrator.OpenStack.Targets;

/// <summary>The names under which a resolved place holds Nova's and Neutron's ids.</summary>
internal static class PlaceIds
{
    public const string Flavor = "flavor";
    public const string Network = "network";
    public const string Project = "project";
}
