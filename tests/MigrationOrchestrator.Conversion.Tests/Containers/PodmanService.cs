using System.Diagnostics;

namespace MigrationOrchestrator.Conversion.Tests.Containers;

/// <summary>A real Podman, run as root on a socket and storage of its own with the project's settings; ended by its own handle. Also a part of the end-to-end tests.</summary>
public sealed class PodmanService : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    private readonly string folder = Directory.CreateTempSubdirectory("podman-test-").FullName;
    private Process? service;

    public PodmanService() => File.WriteAllText(StorageSettings, $"[storage]\ndriver = \"overlay\"\ngraphroot = \"{folder}/storage\"\nrunroot = \"{folder}/run\"\n");

    /// <summary>Why there can be none on this machine, or null.</summary>
    public static string? Objection
        => !(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(place => File.Exists(Path.Combine(place, "podman"))) ? "Podman is not installed (infra/local/setup --tests)"
            : !Environment.IsPrivilegedProcess ? "this test's Podman runs as root"
            : null;

    /// <summary>The repository's root.</summary>
    public static string Repository { get; } = FindRepository();

    /// <summary>Where it listens.</summary>
    public Uri Endpoint => new($"unix://{folder}/podman.sock");

    /// <summary>A folder that goes with it.</summary>
    public string Folder => folder;

    private string StorageSettings => Path.Combine(folder, "storage.conf");

    /// <summary>Makes an image of some of this machine's programs and runs it once.</summary>
    /// <returns>Why Podman does not work here, or null.</returns>
    public async Task<string?> ImportAsync(string image, params string[] programs)
    {
        string root = Path.Combine(folder, "rootfs");
        await RunAsync(Path.Combine(Repository, "infra", "local", "converter", "rootfs"), [root, "true", .. programs]);
        await RunAsync("tar", "-C", root, "-cf", $"{root}.tar", ".");
        string? objection = await TryAsync("podman", "import", "--quiet", $"{root}.tar", image) ?? await TryAsync("podman", "run", "--rm", "--network", "none", image, "/usr/bin/true");
        return objection is null ? null : $"Podman does not work here: {objection}";
    }

    public async Task StartAsync()
    {
        service = Process.Start(Command("podman", ["system", "service", "--time", "0", Endpoint.ToString()], redirected: false))!;
        using PeriodicTimer look = new(TimeSpan.FromMilliseconds(50));
        while (!File.Exists($"{folder}/podman.sock"))
        {
            Assert.False(service.HasExited, "podman system service ended before it listened");
            await look.WaitForNextTickAsync();
        }
    }

    /// <summary>Runs a program that sees this Podman as its own.</summary>
    public async Task<string> RunAsync(string program, params string[] arguments)
    {
        (int code, string output, string errors) = await EndAsync(program, arguments);
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)}: {output}{errors}");
        return output;
    }

    /// <summary>The same; what it said where it failed, or null.</summary>
    public async Task<string?> TryAsync(string program, params string[] arguments)
    {
        (int code, _, string errors) = await EndAsync(program, arguments);
        return code == 0 ? null : errors.Trim();
    }

    public async ValueTask DisposeAsync()
    {
        if (service is not null)
        {
            service.Kill();
            await service.WaitForExitAsync();
            service.Dispose();
        }

        if (Directory.Exists($"{folder}/storage"))
        {
            await TryAsync("podman", "rm", "--all", "--force", "--time", "0");
            await TryAsync("podman", "rmi", "--all", "--force");
            await TryAsync("umount", $"{folder}/storage/overlay");
        }

        Directory.Delete(folder, recursive: true);
    }

    private static string FindRepository()
    {
        DirectoryInfo? up = new(AppContext.BaseDirectory);
        while (up is not null && !File.Exists(Path.Combine(up.FullName, "MigrationOrchestrator.sln")))
        {
            up = up.Parent;
        }

        return up?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
    }

    private async Task<(int Code, string Output, string Errors)> EndAsync(string program, string[] arguments)
    {
        using Process process = Process.Start(Command(program, arguments, redirected: true))!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        try
        {
            string output = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
            await process.WaitForExitAsync().WaitAsync(Patience);
            return (process.ExitCode, output, await errors);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private ProcessStartInfo Command(string program, string[] arguments, bool redirected) => new(program, arguments)
    {
        RedirectStandardOutput = redirected,
        RedirectStandardError = redirected,
        Environment =
        {
            ["CONTAINERS_CONF"] = Path.Combine(Repository, "infra", "local", "converter", "containers.conf"),
            ["CONTAINERS_STORAGE_CONF"] = StorageSettings,
        },
    };
}
