namespace MigrationOrchestrator.Conversion;

/// <summary>Where conversions run, and what they run with.</summary>
public sealed record ConversionOptions
{
    /// <summary>Which runner; <see cref="RunnerChoice.Auto"/> unless told.</summary>
    public RunnerChoice Runner { get; init; } = RunnerChoice.Auto;

    /// <summary>Where the runner keeps what it knows of its jobs (a few KiB each); made where it is missing, for its owner alone. No job can see it.</summary>
    public required string JobsFolder { get; init; }

    /// <summary>Our own converter's folder, which holds <c>migrator.dll</c> or a self-contained <c>migrator</c>; unless told, the folder of the running program.</summary>
    public string ConverterFolder { get; init; } = AppContext.BaseDirectory;

    /// <summary>The <c>qemu-img</c> program; unless told, the first one on the PATH.</summary>
    public string? QemuImg { get; init; }

    /// <summary>The converter's container image; <c>infra/local/converter/build</c> makes it under this name.</summary>
    public string ContainerImage { get; init; } = "localhost/migration-orchestrator-converter:latest";

    /// <summary>The container engine's API, such as <c>unix:///run/podman/podman.sock</c>; unless told, <c>DOCKER_HOST</c> and then the usual sockets of Docker and Podman.</summary>
    public Uri? ContainerEndpoint { get; init; }

    /// <summary>Checks the values and makes the paths absolute.</summary>
    /// <exception cref="ArgumentException">A value is missing; the exception names it.</exception>
    internal ConversionOptions Validated()
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(JobsFolder);
        ArgumentException.ThrowIfNullOrWhiteSpace(ConverterFolder);
        ArgumentException.ThrowIfNullOrWhiteSpace(ContainerImage);
        return this with { JobsFolder = Path.GetFullPath(JobsFolder), ConverterFolder = Path.GetFullPath(ConverterFolder) };
    }
}

/// <summary>The runners to choose from.</summary>
public enum RunnerChoice
{
    /// <summary>A container where an engine answers and has the converter's image, else a process.</summary>
    Auto,

    /// <summary>A process of this machine, shut in with bubblewrap where it is installed.</summary>
    Process,

    /// <summary>A container of Docker or Podman.</summary>
    Container,
}
