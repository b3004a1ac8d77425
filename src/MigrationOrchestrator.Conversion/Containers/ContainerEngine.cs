using Docker.DotNet;
using Docker.DotNet.Models;
using MigrationOrchestrator.Durable;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Containers;

/// <summary>A container engine that answered and has the converter's image.</summary>
/// <param name="Client">Its API.</param>
/// <param name="Name"><c>podman</c> or <c>docker</c>.</param>
/// <param name="IsRootless">Whether it runs as an ordinary user.</param>
/// <param name="Info">What it says of itself.</param>
internal sealed record ContainerEngine(IDockerClient Client, string Name, bool IsRootless, SystemInfoResponse Info)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>What its containers give and lack.</summary>
    public RunnerDescription Description => new(
        "container+" + Name,
        [
            "no network",
            "a read-only root",
            "a private /tmp of 64 MiB",
            "an unprivileged user",
            "no capabilities, no new privileges",
            .. HasSeccomp ? (string[])["the engine's system call filter"] : [],
            "limits of memory, processor, time, output, open files and processes",
        ],
        [
            .. Info.MemoryLimit ? (string[])[] : ["no limit of memory (the engine has no memory control group)"],
            .. Info.PidsLimit ? (string[])[] : ["no limit of processes (the engine has no pids control group)"],
            .. Info.CPUCfsQuota ? (string[])[] : ["no limit of processors (the engine has no cpu control group)"],
            .. HasSeccomp ? (string[])[] : ["no system call filter (the engine has no seccomp)"],
        ]);

    private bool HasSeccomp => Info.SecurityOptions?.Any(option => option.Contains("seccomp", StringComparison.Ordinal)) == true;

    /// <summary>The first engine that answers; it must have the image.</summary>
    /// <exception cref="FailureException"><c>conversion.no_engine</c>, <c>conversion.image_missing</c>.</exception>
    public static async Task<ContainerEngine> FindAsync(IReadOnlyList<Uri> endpoints, string image, CancellationToken cancellation)
    {
        List<string> tried = [];
        foreach (Uri endpoint in endpoints)
        {
            DockerClient client = new DockerClientConfiguration(endpoint, defaultTimeout: TimeSpan.FromMinutes(2)).CreateClient();
            try
            {
                using CancellationTokenSource soon = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                soon.CancelAfter(Patience);
                return await DescribeAsync(client, image, soon.Token);
            }
            catch (Exception silent) when (silent is HttpRequestException or IOException or TimeoutException or DockerApiException || (silent is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                client.Dispose();
                tried.Add($"{endpoint}: {silent.Message}");
            }
            catch
            {
                client.Dispose();
                throw;
            }
        }

        throw ContainerFailures.NoEngine(tried.Count == 0 ? "there is no socket of Docker or Podman" : string.Join("; ", tried));
    }

    private static async Task<ContainerEngine> DescribeAsync(DockerClient client, string image, CancellationToken cancellation)
    {
        VersionResponse version = await client.System.GetVersionAsync(cancellation);
        SystemInfoResponse info = await client.System.GetSystemInfoAsync(cancellation);
        string name = version.Components?.Any(component => component.Name.Contains("podman", StringComparison.OrdinalIgnoreCase)) == true ? "podman" : "docker";
        try
        {
            await client.Images.InspectImageAsync(image, cancellation);
        }
        catch (DockerImageNotFoundException)
        {
            throw ContainerFailures.NoImage(name, image);
        }

        return new ContainerEngine(client, name, info.SecurityOptions?.Any(option => option.Contains("rootless", StringComparison.Ordinal)) == true, info);
    }
}
