namespace MigrationOrchestrator.Images;

/// <summary>What to convert, into what, and where the output goes.</summary>
public sealed record ConversionRequest
{
    /// <summary>The image to read; it stays the caller's.</summary>
    public required IRangedSource Source { get; init; }

    /// <summary>The source's format, as <see cref="ImageInspector"/> confirmed it.</summary>
    public required ImageFormat SourceFormat { get; init; }

    /// <summary>
    /// What tells the source from another one of the same size: its hash, its version's tag, its chunks' hashes. A checkpoint of one source is
    /// refused for another; with the default, an empty text, only sizes and formats tell them apart.
    /// </summary>
    public string SourceIdentity { get; init; } = "";

    /// <summary>The only other files that the source may name, or null for none.</summary>
    public IImagePackage? Package { get; init; }

    /// <summary>The image to write.</summary>
    public required TargetImage Target { get; init; }

    /// <summary>Takes the output.</summary>
    public required IPieceSink Sink { get; init; }

    /// <summary>Time against size; the default is <see cref="ConversionLevel.Balanced"/>.</summary>
    public ConversionLevel Level { get; init; } = ConversionLevel.Balanced;

    /// <summary>
    /// The rate in bytes per second at which the output will be uploaded, as measured so far; asked between units by
    /// <see cref="ConversionLevel.Auto"/>. Null where nobody knows: a quarter of a 1 Gb/s link is assumed.
    /// </summary>
    public Func<double>? UploadBytesPerSecond { get; init; }

    /// <summary>Which compression libraries may be used.</summary>
    public CompressionLibraries Libraries { get; init; } = CompressionLibraries.Installed;

    /// <summary>Blocks of 1 MiB compressed at the same time; the default is the number of processors up to 16, the range 1 to 64.</summary>
    public int Parallelism { get; init; } = Math.Min(Environment.ProcessorCount, 16);

    /// <summary>
    /// Pieces are closed at the end of the first 32 MiB unit at which they hold this many bytes; the default is 4 MiB. For
    /// disks of more than 187 GiB it is raised, to at most 44 MiB, so that 50,000 pieces hold the whole output up to 2 TiB.
    /// </summary>
    public int MinPieceBytes { get; init; } = 4 << 20;

    /// <summary>Where an earlier conversion with the same source and target stopped, or null to start.</summary>
    public ConversionCheckpoint? ResumeFrom { get; init; }

    /// <summary>Persists a checkpoint; called after each piece that the sink has stored.</summary>
    public Func<ConversionCheckpoint, CancellationToken, ValueTask>? OnCheckpoint { get; init; }
}
