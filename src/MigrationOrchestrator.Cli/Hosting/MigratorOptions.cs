using MigrationOrchestrator.Conversion;
using MigrationOrchestrator.Durable;

namespace MigrationOrchestrator.Cli.Hosting;

/// <summary>What can be configured; see README's table. Names are those of migrator.json, and of environment variables as <c>MIGRATOR_SECTION__NAME</c>.</summary>
internal sealed class MigratorOptions
{
    /// <summary>Where bytes rest between the clouds.</summary>
    public StagingSection Staging { get; set; } = new();

    /// <summary>Where conversions run.</summary>
    public ConversionSection Conversion { get; set; } = new();

    /// <summary>How much runs at a time.</summary>
    public EngineSection Engine { get; set; } = new();

    /// <summary>Where <c>serve</c> listens.</summary>
    public WebSection Web { get; set; } = new();
}

/// <summary>Where bytes rest between the clouds.</summary>
internal sealed class StagingSection
{
    /// <summary>Directory or blob.</summary>
    public StagingKind Kind { get; set; } = StagingKind.Directory;

    /// <summary>Directory: the folder; else <c>staging</c> in the data folder.</summary>
    public string? Folder { get; set; }

    /// <summary>Blob: the environment variable that holds the account's connection string, which is a secret; or none, and <see cref="ServiceUri"/>.</summary>
    public string? ConnectionStringVariable { get; set; }

    /// <summary>Blob: the connection string itself, from the environment only, since a file is no place for a secret.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Blob: the account's blob endpoint, used with this machine's Azure identity.</summary>
    public Uri? ServiceUri { get; set; }

    /// <summary>Blob: the client id of a user-assigned managed identity; else the system's.</summary>
    public string? ManagedIdentityClientId { get; set; }

    /// <summary>Blob: the container; <c>migration-staging</c> unless told.</summary>
    public string Container { get; set; } = "migration-staging";
}

/// <summary>The stores to choose from.</summary>
internal enum StagingKind
{
    /// <summary>A folder of this machine.</summary>
    Directory,

    /// <summary>Azure Blob Storage, or Azurite.</summary>
    Blob,
}

/// <summary>Where conversions run.</summary>
internal sealed class ConversionSection
{
    /// <summary>Auto, process or container.</summary>
    public RunnerChoice Runner { get; set; } = RunnerChoice.Auto;

    /// <summary>The converter's container image; else the one that infra/local/converter/build makes.</summary>
    public string? Image { get; set; }

    /// <summary>The container engine's API, such as unix:///run/podman/podman.sock; else DOCKER_HOST and the usual sockets.</summary>
    public Uri? Endpoint { get; set; }

    /// <summary>The qemu-img program; else the first on the PATH.</summary>
    public string? QemuImg { get; set; }

    /// <summary>Where conversions work; else beside a configured staging folder, so that results are renamed instead of copied, else <c>work</c> in the data folder.</summary>
    public string? Folder { get; set; }

    /// <summary>Memory of one conversion in MiB; 256 to 65536.</summary>
    public int MemoryMiB { get; set; } = 2048;

    /// <summary>Processors of one conversion; 1 to 64, all unless told.</summary>
    public int Cpus { get; set; } = Math.Min(Environment.ProcessorCount, 64);
}

/// <summary>How much runs at a time.</summary>
internal sealed class EngineSection
{
    /// <summary>Steps that run at a time, over all migrations; 1 to 1000.</summary>
    public int ParallelSteps { get; set; } = 32;

    /// <summary>Days that finished migrations are kept; 0 for ever.</summary>
    public int RetentionDays { get; set; }

    /// <summary>Whether histories carry a hash chain, which <c>migrator history --verify</c> checks.</summary>
    public bool ChainHistory { get; set; }

    /// <summary>Which open migrations a command continues, set by the command and no configuration; null for all.</summary>
    internal Func<InstanceId, bool>? Continues { get; set; }
}

/// <summary>Where <c>serve</c> listens.</summary>
internal sealed class WebSection
{
    /// <summary>http://HOST:PORT.</summary>
    public string Url { get; set; } = "http://127.0.0.1:8080";

    /// <summary>The key that requests must present; demanded where the address is not loopback.</summary>
    public string? Key { get; set; }
}
