using System.Text.Json;
using MigrationOrchestrator.Emulators.OpenStack;
using MigrationOrchestrator.Emulators.VCloud;

namespace MigrationOrchestrator.Benchmarks.Image;

/// <summary>A whole migration by the real program, from an emulated OpenStack on a line of a given rate to an emulated vCloud Director.</summary>
internal static class EmulatedMigration
{
    private const string Id = "overlap";
    private const string Password = "benchmark";

    /// <summary>Migrates a server with one disk.</summary>
    /// <param name="folder">Where the program keeps its data; removed afterwards.</param>
    /// <param name="qcow2">The disk.</param>
    /// <param name="bytesPerSecond">What the source's line carries.</param>
    /// <returns>Seconds from the first byte asked for to the disk that is downloaded, checked and converted.</returns>
    public static async Task<double> RunAsync(string folder, string qcow2, double bytesPerSecond)
    {
        await using OpenStackEmulator source = await OpenStackEmulator.StartAsync(new OpenStackEmulatorOptions { Password = Password }, CancellationToken.None);
        await using VCloudEmulator target = await VCloudEmulator.StartAsync(
            new VCloudEmulatorOptions { Organisations = [EmulatedOrganisation.Default with { Users = [new EmulatedUser("operator", Password)] }] }, CancellationToken.None);
        source.SeedServer(new SeededServer("web", await source.SeedImageAsync("web", qcow2, "qcow2", null, null, CancellationToken.None)));
        string data = Path.Combine(folder, "data");
        try
        {
            Environment.SetEnvironmentVariable("BENCHMARK_PASSWORD", Password);
            await MigratorAsync(
                data, "clouds", "add", "north", "--kind", "openstack", "--endpoint", source.AuthUrl.ToString(), "--set", "username=demo", "--set", "project_name=demo",
                "--set", "user_domain_name=Default", "--set", "project_domain_name=Default", "--secret", "password=env:BENCHMARK_PASSWORD");
            await MigratorAsync(
                data, "clouds", "add", "vcd", "--kind", "vcloud", "--endpoint", target.Endpoint.ToString(), "--set", "organisation=demo", "--set", "user=operator",
                "--secret", "password=env:BENCHMARK_PASSWORD");
            source.Faults.BandwidthBytesPerSecond = (long)bytesPerSecond;
            await MigratorAsync(data, "run", "--id", Id, "--from", "north", "--machine", "web", "--to", "vcd", "--catalog", "templates", "--json");
            return Span(await MigratorAsync(data, "status", Id, "--json"));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static double Span(string status)
    {
        using JsonDocument view = JsonDocument.Parse(status);
        Dictionary<string, JsonElement> steps = view.RootElement.GetProperty("steps").EnumerateArray().ToDictionary(step => step.GetProperty("step").GetString()!, step => step);
        DateTimeOffset begun = steps["DownloadChunk"].GetProperty("startedAt").GetDateTimeOffset();
        JsonElement conversion = steps["ConvertDisk"];
        return (conversion.GetProperty("startedAt").GetDateTimeOffset() - begun).TotalSeconds + conversion.GetProperty("wallSeconds").GetDouble();
    }

    private static async Task<string> MigratorAsync(string data, params string[] arguments) =>
        (await Tool.RunAsync("dotnet", [Path.Combine(AppContext.BaseDirectory, "migrator.dll"), "--data", data, .. arguments])).Output;
}
