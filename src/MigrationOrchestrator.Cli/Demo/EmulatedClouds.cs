namespace MigrationOrchestrator.Cli.Demo;

/// <summary>What <c>migrator emulate --json</c> prints: endpoints and credentials of clouds that exist as long as the command runs.</summary>
/// <param name="OpenStack">The emulated OpenStack.</param>
/// <param name="VCloud">The emulated vCloud Director.</param>
internal sealed record EmulatedClouds(EmulatedOpenStack OpenStack, EmulatedVCloud VCloud)
{
    /// <summary>The answer for running clouds.</summary>
    public static EmulatedClouds Of(DemoClouds clouds, string? server) => new(
        new(
            clouds.OpenStack.AuthUrl,
            clouds.OpenStack.Options.Regions[0],
            clouds.OpenStack.Options.User,
            clouds.OpenStack.Options.Password,
            clouds.OpenStack.Options.Project,
            clouds.OpenStack.Options.Domain,
            clouds.OpenStack.ControlUrl,
            clouds.OpenStack.ControlKey,
            server),
        new(
            clouds.VCloud.Endpoint,
            clouds.Organisation.Name,
            clouds.User.Name,
            clouds.User.Password,
            clouds.Organisation.Vdcs[0].Name,
            clouds.Organisation.Catalogs[0].Name,
            new Uri(clouds.VCloud.Endpoint, "_emulator/"),
            clouds.VCloud.ControlKey));
}

/// <summary>An emulated OpenStack.</summary>
internal sealed record EmulatedOpenStack(Uri AuthUrl, string Region, string User, string Password, string Project, string Domain, Uri ControlUrl, string ControlKey, string? Server);

/// <summary>An emulated vCloud Director.</summary>
internal sealed record EmulatedVCloud(Uri Endpoint, string Organisation, string User, string Password, string Vdc, string Catalog, Uri ControlUrl, string ControlKey);
