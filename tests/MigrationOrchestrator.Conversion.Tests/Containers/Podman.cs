using System.Diagnostics;
using MigrationOrchestrator.Conversion.Processes;
using MigrationOrchestrator.Conversion.Tests.Containers;
using MigrationOrchestrator.Conversion.Tools;

[assembly: AssemblyFixture(typeof(Podman))]

namespace MigrationOrchestrator.Conversion.Tests.Containers;

/// <summary>A real Podman on a socket and storage of its own, with a small image of this machine's shell; ended by its own handle.</summary>
public sealed class Podman : IAsyncLifetime
{
    public const string Image = "localhost/converter-test:latest";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string folder = Directory.CreateTempSubdirectory("podman-test-").FullName;
    private Process? service;
    private string? reason;

    public Uri Endpoint => new($"unix://{folder}/podman.sock");

    private string[] Storage => ["--root", $"{folder}/storage", "--runroot", $"{folder}/run"];

    /// <summary>Skips the test visibly where Podman cannot be had.</summary>
    public void Need() => Assert.SkipWhen(reason is not null, reason ?? "");

    public async ValueTask InitializeAsync()
    {
        reason = LocalTools.FindOnPath("podman") is null ? "Containers are not tested: Podman is not installed (apt-get install podman runc)"
            : SandboxProbe.IsRoot ? null
            : "Containers are not tested: this test's Podman runs as root";
        if (reason is not null)
        {
            return;
        }

        string root = Path.Combine(folder, "rootfs");
        await RunAsync(
            Path.Combine(Repository(), "infra", "local", "converter", "rootfs"), root, "sh", "bash", "cat", "head", "tail", "ls", "id", "sleep", "yes", "mkfifo", "ln", "mkdir", "cp", "true", "dirname", "touch", "setsid", "timeout");
        await RunAsync("tar", "-C", root, "-cf", $"{folder}/rootfs.tar", ".");
        string? objection = await TryAsync("podman", [.. Storage, "import", "--quiet", $"{folder}/rootfs.tar", Image])
            ?? await TryAsync("podman", [.. Storage, "run", "--rm", "--network", "none", Image, "/bin/true"]);
        if (objection is not null)
        {
            reason = $"Containers are not tested: Podman does not work here: {objection}";
            return;
        }

        service = Process.Start(Command("podman", [.. Storage, "system", "service", "--time", "0", Endpoint.ToString()]))!;
        using PeriodicTimer look = new(TimeSpan.FromMilliseconds(50));
        while (!File.Exists($"{folder}/podman.sock"))
        {
            Assert.False(service.HasExited, "podman system service ended before it listened");
            await look.WaitForNextTickAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (service is not null)
        {
            service.Kill();
            await service.WaitForExitAsync();
            service.Dispose();
        }

        if (reason is null)
        {
            await RunAsync("podman", [.. Storage, "rm", "--all", "--force", "--time", "0"]);
            await RunAsync("podman", [.. Storage, "rmi", "--all", "--force"]);
            await TryAsync("umount", [$"{folder}/storage/overlay"]);
        }

        Directory.Delete(folder, recursive: true);
    }

    public async Task<string> ListContainersAsync() => await RunAsync("podman", [.. Storage, "ps", "--all", "--format", "{{.Names}}"]);

    private static ProcessStartInfo Command(string program, string[] arguments) => new(program, arguments)
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        Environment = { ["CONTAINERS_CONF"] = Path.Combine(Repository(), "infra", "local", "converter", "containers.conf") },
    };

    private static async Task<string> RunAsync(string program, params string[] arguments)
    {
        using Process process = Process.Start(Command(program, arguments))!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await process.WaitForExitAsync().WaitAsync(Patience);
        Assert.True(process.ExitCode == 0, $"{program}: {await errors}");
        return output;
    }

    private static async Task<string?> TryAsync(string program, string[] arguments)
    {
        using Process process = Process.Start(Command(program, arguments))!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync().WaitAsync(Patience);
        await process.WaitForExitAsync().WaitAsync(Patience);
        await output;
        return process.ExitCode == 0 ? null : errors.Trim();
    }

    private static string Repository()
    {
        DirectoryInfo? up = new(AppContext.BaseDirectory);
        while (up is not null && !File.Exists(Path.Combine(up.FullName, "MigrationOrchestrator.sln")))
        {
            up = up.Parent;
        }

        return up?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
