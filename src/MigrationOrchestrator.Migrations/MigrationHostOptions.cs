namespace MigrationOrchestrator.Migrations;

/// <summary>What the host decides for all migrations; it reads its configuration, the library does not.</summary>
public sealed record MigrationHostOptions
{
    /// <summary>A folder of our own for conversions; best on the same volume as directory staging, so that results are renamed instead of copied.</summary>
    public required string WorkFolder { get; init; }

    /// <summary>The file that holds the registered clouds (clouds.json).</summary>
    public required string CloudsFile { get; init; }

    /// <summary>The folder of batch files, schedules and running batches' copies, where they are kept as files.</summary>
    public required string DocumentsFolder { get; init; }

    /// <summary>The secret store that takes new secrets: the part before the colon of its references.</summary>
    public string SecretStore { get; init; } = "file";

    /// <summary>Memory that one conversion may use, in bytes; 2 GiB unless told.</summary>
    public long ConversionMemoryBytes { get; init; } = 2L << 30;

    /// <summary>Processors that one conversion may use; all unless told.</summary>
    public int ConversionCpus { get; init; } = Environment.ProcessorCount;
}
