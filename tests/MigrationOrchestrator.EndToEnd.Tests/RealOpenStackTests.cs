using System.Text.Json;
using MigrationOrchestrator.EndToEnd.Tests.Harness;

namespace MigrationOrchestrator.EndToEnd.Tests;

/// <summary>
/// A running server leaves a real OpenStack, as an ordinary member of its project. MIGRATOR_TEST_OPENSTACK_RC names the openrc file that chooses it,
/// MIGRATOR_TEST_GUEST a guest that infra/local/make-guest built with APPEND=stay; without one the server runs a boot sector that says a line.
/// </summary>
public sealed class RealOpenStackTests(ITestOutputHelper output)
{
    private const string Marker = "GUEST-MARKER";

    [Fact]
    public async Task Migration_FromARealOpenStack_DeliversWhatTheServerHolds()
    {
        string? openrc = Environment.GetEnvironmentVariable("MIGRATOR_TEST_OPENSTACK_RC");
        Assert.SkipWhen(string.IsNullOrEmpty(openrc), "No real OpenStack: MIGRATOR_TEST_OPENSTACK_RC names no openrc file.");
        Dictionary<string, string> real = await ReadAsync(openrc);
        string name = $"e2e-{Guid.NewGuid():n}"[..12];
        await using TwoClouds clouds = await TwoClouds.StartAsync();
        (string disk, string format, string marker) = await GuestAsync(clouds.Folder);
        try
        {
            await Tool.RunAsync(real, "openstack", "image", "create", "--disk-format", format, "--container-format", "bare", "--file", disk, "--property", "os_distro=debian", "--property", "os_version=12", name);
            await Tool.RunAsync(real, "openstack", "server", "create", "--flavor", "m1.small", "--image", name, "--network", "demo-net", "--wait", name);
            output.WriteLine(await UntilSaidAsync(real, name, marker));
            await MigrateAsync(clouds, real, name);

            string delivered = Assert.Single(Assert.Single(clouds.VCloud.State.Templates).Disks).Path;
            string own = Path.Combine(clouds.Folder, "own-snapshot.qcow2");
            await Tool.RunAsync(real, "openstack", "server", "image", "create", "--name", $"{name}-own", "--wait", name);
            await Tool.RunAsync(real, "openstack", "image", "save", "--file", own, $"{name}-own");
            output.WriteLine(await Tool.RunAsync("qemu-img", "compare", "-f", "qcow2", "-F", "vmdk", own, delivered));
            output.WriteLine(await Tool.RunAsync("qemu-img", "check", "-f", "vmdk", delivered));
            string said = await Tool.BootsAsync(delivered, "vmdk", marker);
            output.WriteLine(said);
            Assert.True(marker != Marker || (said.Contains("boots=2 ", StringComparison.Ordinal) && said.Contains("sum=ok", StringComparison.Ordinal)), said);
            string images = await Tool.RunAsync(real, "openstack", "image", "list", "--private", "-f", "value", "-c", "Name");
            Assert.DoesNotContain("migration-", images, StringComparison.Ordinal);
        }
        finally
        {
            await RemoveAsync(real, "server", name, "--wait");
            await RemoveAsync(real, "image", $"{name}-own");
            await RemoveAsync(real, "image", name);
        }
    }

    /// <summary>The real guest where there is one, whose marker tells how often it has booted and whether its files are whole; else a boot sector.</summary>
    private static async Task<(string Disk, string Format, string Marker)> GuestAsync(string folder)
    {
        if (Environment.GetEnvironmentVariable("MIGRATOR_TEST_GUEST") is { Length: > 0 } guest)
        {
            return (guest, "qcow2", Marker);
        }

        string disk = Path.Combine(folder, "boot.raw");
        await BootDisk.WriteAsync(disk);
        return (disk, "raw", BootDisk.Line);
    }

    /// <summary>Waits until the server's guest runs: it has said its marker on the console, and writes nothing any more.</summary>
    private static async Task<string> UntilSaidAsync(Dictionary<string, string> real, string name, string marker)
    {
        using CancellationTokenSource late = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        late.CancelAfter(TimeSpan.FromMinutes(5));
        while (true)
        {
            string console = await Tool.RunAsync(real, "openstack", "console", "log", "show", name);
            if (console.Split('\n').FirstOrDefault(line => line.Contains(marker, StringComparison.Ordinal)) is { } said)
            {
                return said;
            }

            await Task.Delay(TimeSpan.FromSeconds(1), late.Token);
        }
    }

    private static async Task MigrateAsync(TwoClouds clouds, Dictionary<string, string> real, string name)
    {
        clouds.Migrator.Environment["REAL_PASSWORD"] = real["OS_PASSWORD"];
        Ended added = await clouds.Migrator.RunAsync(
            "clouds", "add", "real", "--kind", "openstack", "--endpoint", real["OS_AUTH_URL"], "--set", $"username={real["OS_USERNAME"]}", "--set", $"project_name={real["OS_PROJECT_NAME"]}",
            "--set", $"user_domain_name={real["OS_USER_DOMAIN_NAME"]}", "--set", $"project_domain_name={real["OS_PROJECT_DOMAIN_NAME"]}", "--secret", "password=env:REAL_PASSWORD");
        Assert.True(added.ExitCode == 0, added.ToString());
        Ended ended = await clouds.Migrator.RunAsync("run", "--id", name, "--from", "real", "--region", "RegionOne", "--machine", name, "--to", TwoClouds.Target, "--catalog", "templates", "--json");
        Assert.True(ended.ExitCode == 0, ended.ToString());

        using JsonDocument receipt = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(clouds.Migrator.DataFolder, "receipts", $"{name}.json")));
        JsonElement proof = Assert.Single(receipt.RootElement.GetProperty("disks").EnumerateArray());
        Assert.Equal(proof.GetProperty("guestDigestSource").GetString(), proof.GetProperty("guestDigestDelivered").GetString());
        Assert.StartsWith("sha512:", proof.GetProperty("sourceHash").GetString(), StringComparison.Ordinal);
        clouds.AssertNothingLeft(templates: 1);
    }

    private static async Task RemoveAsync(Dictionary<string, string> real, string kind, string name, params string[] options)
    {
        if ((await Tool.RunAsync(real, "openstack", kind, "list", "-f", "value", "-c", "Name")).Split('\n').Contains(name))
        {
            await Tool.RunAsync(real, "openstack", [kind, "delete", .. options, name]);
        }
    }

    private static async Task<Dictionary<string, string>> ReadAsync(string openrc)
        => (await File.ReadAllLinesAsync(openrc))
            .Where(line => line.StartsWith("export ", StringComparison.Ordinal))
            .Select(line => line["export ".Length..].Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1].Trim('\'', '"'));
}
