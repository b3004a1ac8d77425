namespace MigrationOrchestrator.VCloud.Places;

/// <summary>The names of what a resolved place holds; each value is an address.</summary>
internal static class PlaceIds
{
    public const string Vdc = "vdc";
    public const string Catalog = "catalog";
    public const string StorageProfile = "storageProfile";
    public const string Network = "network";
}
